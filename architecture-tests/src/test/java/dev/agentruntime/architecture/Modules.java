package dev.agentruntime.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The modules the rules run over, and their classes. */
final class Modules {

  /** The published modules and the root package of each. */
  static final Map<String, String> PUBLISHED =
      Map.of(
          "runtime-core", "dev.agentruntime",
          "runtime-middleware", "dev.agentruntime.middleware",
          "runtime-tools", "dev.agentruntime.tools",
          "runtime-testkit", "dev.agentruntime.testkit");

  /**
   * Fewer classes than this in a module mean that a rule passes on nothing. Raise them as the tree
   * grows; never lower them.
   */
  private static final Map<String, Integer> LEAST =
      Map.of(
          "runtime-core", 200,
          "runtime-middleware", 15,
          "runtime-tools", 50,
          "runtime-testkit", 50);

  private static final int LEAST_TESTS = 200;

  /** Reading classes takes longer than any rule over them. */
  private static final Map<List<Path>, JavaClasses> READ = new ConcurrentHashMap<>();

  private Modules() {}

  /** The classes of the published modules. */
  static JavaClasses published() {
    return classes(PUBLISHED.keySet().stream());
  }

  /** The classes of the published modules and of the examples. */
  static JavaClasses publishedAndExamples() {
    return classes(Stream.concat(PUBLISHED.keySet().stream(), Stream.of("examples")));
  }

  /** The test classes of all modules. */
  static JavaClasses tests() {
    Path testClasses = Path.of("target", "test-classes");
    try (Stream<Path> found =
        Files.find(root(), 4, (path, attributes) -> path.endsWith(testClasses))) {
      JavaClasses classes = read(found.sorted().toList());
      assertLeast(LEAST_TESTS, classes.size(), "tests");
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The folder of the module a class was read from: {@code runtime-core}, {@code
   * integrations/jdbc}.
   */
  static String of(JavaClass type) {
    Path file = Path.of(type.getSource().orElseThrow(() -> noSource(type)).getUri());
    return root().relativize(file).toString().replaceFirst("/target/.*", "");
  }

  /** The root package of the module, then a dot or the end: what no other module may use. */
  static boolean isIn(String rootPackage, String packageName) {
    return packageName.equals(rootPackage) || packageName.startsWith(rootPackage + ".");
  }

  static Path root() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  private static JavaClasses classes(Stream<String> modules) {
    JavaClasses classes =
        read(
            modules
                .sorted()
                .map(module -> root().resolve(module).resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList());
    LEAST.forEach(
        (module, least) ->
            assertLeast(
                least, classes.stream().filter(type -> of(type).equals(module)).count(), module));
    return classes;
  }

  private static JavaClasses read(List<Path> folders) {
    return READ.computeIfAbsent(folders, all -> new ClassFileImporter().importPaths(all));
  }

  private static void assertLeast(int least, long found, String where) {
    assertTrue(
        found >= least,
        () -> "only " + found + " classes in " + where + ", expected at least " + least);
  }

  private static IllegalStateException noSource(JavaClass type) {
    return new IllegalStateException(type.getName() + " was not read from a file");
  }
}
