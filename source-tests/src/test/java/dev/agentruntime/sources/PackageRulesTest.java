package dev.agentruntime.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AnnotationTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every package says what it is for and is null-marked. */
final class PackageRulesTest {
  private static final int LEAST_PACKAGES = 20;

  /** Shorter ones say nothing that the name does not. */
  private static final int LEAST_COMMENT = 40;

  private final List<JavaSource> sources = JavaSource.all();
  private final List<JavaSource> infos =
      sources.stream().filter(JavaSource::isPackageInfo).toList();

  @Test
  void theRulesSeeTheTree() {
    assertTrue(infos.size() >= LEAST_PACKAGES, () -> "only " + infos.size() + " packages");
  }

  /**
   * A test beside the class it tests shares that class's package-info; a package of tests only
   * needs its own.
   */
  @Test
  void everyPackageHasAPackageInfo() {
    Set<String> described = infos.stream().map(JavaSource::packageName).collect(Collectors.toSet());
    Map<String, Set<String>> missing = new TreeMap<>();
    for (JavaSource source : sources) {
      if (source.isInModule() && !described.contains(source.packageName())) {
        missing
            .computeIfAbsent(source.packageName(), name -> new TreeSet<>())
            .add(source.sourceSet());
      }
    }
    assertEquals(Map.of(), missing, "Package without package-info.java (and where)");
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        infos.stream()
            .filter(info -> info.unit().getPackageAnnotations().stream().noneMatch(this::marks))
            .map(JavaSource::name)
            .toList();
    assertEquals(List.of(), unmarked, "package-info without @NullMarked");
  }

  @Test
  void everyPackageHasADocComment() {
    List<String> silent =
        infos.stream().filter(info -> !isDescribed(info)).map(JavaSource::name).toList();
    assertEquals(List.of(), silent, "package-info without a doc comment that says something");
  }

  private boolean marks(AnnotationTree annotation) {
    return annotation.getAnnotationType().toString().endsWith("NullMarked");
  }

  private static boolean isDescribed(JavaSource info) {
    String comment = info.packageComment();
    return comment != null && comment.strip().length() >= LEAST_COMMENT;
  }
}
