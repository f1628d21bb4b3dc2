package dev.agentruntime.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the build files must agree on and Maven does not check. */
final class BuildFilesTest {
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern MODULE_NAME =
      Pattern.compile("<module\\.name>([^<]+)</module\\.name>");

  @Test
  void theBomNamesExactlyThePublishedModules() {
    Path bom = Tree.root().resolve("runtime-bom/pom.xml");
    String managed =
        Tree.read(bom).replaceAll("(?s).*<dependencyManagement>|</dependencyManagement>.*", "");
    Set<String> named = new TreeSet<>();
    Matcher artifact = ARTIFACT.matcher(managed);
    while (artifact.find()) {
      named.add(artifact.group(1));
    }
    Set<String> published =
        modules().stream()
            .filter(BuildFilesTest::isPublished)
            .map(BuildFilesTest::artifact)
            .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(published.isEmpty());
    assertEquals(published, named, "runtime-bom must name the published modules");
  }

  @Test
  void theBomHasTheVersionOfTheParent() {
    assertEquals(
        version(Tree.root().resolve("pom.xml")),
        version(Tree.root().resolve("runtime-bom/pom.xml")));
  }

  @Test
  void everyModuleHasAModuleNameOfItsOwn() {
    List<String> names = modules().stream().map(BuildFilesTest::moduleName).toList();
    assertEquals(Set.copyOf(names).size(), names.size(), () -> "not unique: " + names);
  }

  /** Javadoc cannot run on a module without a public type; that is the only reason to skip it. */
  @Test
  void aPublishedModuleSkipsJavadocOnlyWhileItIsEmpty() {
    List<String> silent =
        modules().stream()
            .filter(BuildFilesTest::isPublished)
            .filter(pom -> Tree.read(pom).contains("<maven.javadoc.skip>true"))
            .filter(BuildFilesTest::hasClasses)
            .map(Tree::name)
            .toList();
    assertEquals(List.of(), silent, "Remove maven.javadoc.skip: the module has classes now");
  }

  private static List<Path> modules() {
    return Tree.files("pom.xml").stream()
        .filter(
            pom ->
                Tree.read(pom)
                    .contains("<artifactId>agent-runtime-parent</artifactId>\n    <version>"))
        .toList();
  }

  private static boolean isPublished(Path pom) {
    return !Tree.read(pom).contains("<maven.deploy.skip>true");
  }

  private static boolean hasClasses(Path pom) {
    Path main = pom.resolveSibling("src/main");
    return Tree.files(".java").stream()
        .anyMatch(file -> file.startsWith(main) && !file.endsWith("package-info.java"));
  }

  /** The module's own artifact id: the first one after its parent's. */
  private static String artifact(Path pom) {
    String own = Tree.read(pom).replaceAll("(?s).*?</parent>", "");
    Matcher artifact = ARTIFACT.matcher(own);
    return artifact.find() ? artifact.group(1) : "none in " + Tree.name(pom);
  }

  private static String moduleName(Path pom) {
    Matcher name = MODULE_NAME.matcher(Tree.read(pom));
    return name.find() ? name.group(1) : "none in " + Tree.name(pom) + " and at least one other";
  }

  private static String version(Path pom) {
    Matcher version = VERSION.matcher(Tree.read(pom));
    return version.find() ? version.group(1) : "none in " + pom;
  }
}
