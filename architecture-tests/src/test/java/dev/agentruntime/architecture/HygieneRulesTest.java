package dev.agentruntime.architecture;

import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What no class does, whatever it is for. */
final class HygieneRulesTest {
  private static final Set<String> GENERIC =
      Set.of(
          Throwable.class.getName(),
          Exception.class.getName(),
          RuntimeException.class.getName(),
          Error.class.getName());

  /** Test classes for which a fake of one's own would be silly, and nothing else. */
  private static final Set<String> MAY_MOCK = Set.of();

  @Test
  void noBareExceptions() {
    ArchRuleDefinition.classes()
        .should(new MakeNoGenericException())
        .because("an error names the thing that failed, by its type and by its message")
        .check(Modules.publishedAndExamples());
  }

  @Test
  void noStandardStreams() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
        .because("the host's streams are the host's; use SLF4J or an event")
        .check(Modules.published());
  }

  @Test
  void noJavaUtilLogging() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging")
        .because("the host chooses the backend behind SLF4J")
        .check(Modules.publishedAndExamples());
  }

  @Test
  void noMockingWhereAFakeWillDo() {
    ArchRuleDefinition.noClasses()
        .that(
            DescribedPredicate.describe(
                "may not mock", (JavaClass type) -> !MAY_MOCK.contains(type.getName())))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mockito..")
        .because(
            "the test kit's fakes have tests of their own; add a class to MAY_MOCK where a fake"
                + " would be silly")
        .check(Modules.tests());
  }

  @Test
  void noTestSleeps() {
    ArchRuleDefinition.noClasses()
        .should()
        .callMethodWhere(TimeRulesTest.sleeps())
        .because(
            "a test that waits for time to pass is slow when it passes and flaky when it does not")
        .check(Modules.tests());
  }

  /** Calls to super(...) from an exception's own constructor are how a specific one is made. */
  private static final class MakeNoGenericException extends ArchCondition<JavaClass> {
    MakeNoGenericException() {
      super("make no bare Throwable, Exception, RuntimeException or Error");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      for (JavaConstructorCall call : type.getConstructorCallsFromSelf()) {
        boolean isSuper =
            call.getOrigin().isConstructor()
                && type.getRawSuperclass().filter(call.getTargetOwner()::equals).isPresent();
        if (GENERIC.contains(call.getTargetOwner().getName()) && !isSuper) {
          events.add(SimpleConditionEvent.violated(type, call.getDescription()));
        }
      }
    }
  }
}
