package dev.agentruntime.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Who may depend on whom. */
final class DependencyRulesTest {
  private final JavaClasses classes = Modules.published();

  @Test
  void packagesHaveNoCycles() {
    slices()
        .assignedFrom(new EachPackage())
        .should()
        .beFreeOfCycles()
        .check(Modules.publishedAndExamples());
  }

  @Test
  void coreKnowsNoSibling() {
    ArchRuleDefinition.classes()
        .that(are("in core", type -> Modules.of(type).equals("runtime-core")))
        .should(notDependOn("know no sibling", (from, to) -> isSibling(to.getPackageName())))
        .because("everything depends on core, and core on nothing of ours")
        .check(classes);
  }

  @Test
  void everyModuleKeepsToItsOwnPackages() {
    ArchRuleDefinition.classes()
        .should(
            new Condition("be in a package of their own module") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String root = Modules.PUBLISHED.getOrDefault(Modules.of(type), "");
                String name = type.getPackageName();
                boolean taken = root.equals("dev.agentruntime") && isSibling(name);
                if (taken || !Modules.isIn(root, name)) {
                  events.add(
                      SimpleConditionEvent.violated(
                          type, type.getName() + " is in " + Modules.of(type)));
                }
              }
            })
        .because("two modules with one package cannot be on one module path")
        .check(classes);
  }

  @Test
  void internalPackagesStayInsideTheirModule() {
    ArchRuleDefinition.classes()
        .should(
            notDependOn(
                "use no internals of another module",
                (from, to) -> isInternal(to) && !Modules.of(from).equals(moduleOf(to))))
        .because("internals may change in any release")
        .check(Modules.publishedAndExamples());
  }

  private static boolean isSibling(String packageName) {
    return Modules.PUBLISHED.values().stream()
        .filter(root -> !root.equals("dev.agentruntime"))
        .anyMatch(root -> Modules.isIn(root, packageName));
  }

  private static boolean isInternal(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("dev.agentruntime") && (name + ".").contains(".internal.");
  }

  /** Of a class that may not be among those imported, so by package. */
  private static String moduleOf(JavaClass type) {
    return Modules.PUBLISHED.entrySet().stream()
        .filter(module -> Modules.isIn(module.getValue(), type.getPackageName()))
        .max((a, b) -> Integer.compare(a.getValue().length(), b.getValue().length()))
        .map(module -> module.getKey())
        .orElse("");
  }

  private static DescribedPredicate<JavaClass> are(String description, Predicate<JavaClass> test) {
    return DescribedPredicate.describe("are " + description, test);
  }

  private static ArchCondition<JavaClass> notDependOn(String description, Forbidden forbidden) {
    return new Condition(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (forbidden.test(type, dependency.getTargetClass())) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  /** Whether one class must not depend on another. */
  private interface Forbidden {
    boolean test(JavaClass from, JavaClass to);
  }

  /** A condition whose description is all that is said of it. */
  private abstract static class Condition extends ArchCondition<JavaClass> {
    Condition(String description) {
      super(description);
    }
  }

  /** Each package is a slice of its own, the root package too. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
