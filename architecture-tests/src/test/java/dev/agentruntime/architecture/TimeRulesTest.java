package dev.agentruntime.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.agentruntime.architecture.TimeDoor.Ban;
import dev.agentruntime.architecture.TimeDoor.Exemption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Only the time package reads clocks, waits, starts threads and interrupts others. */
final class TimeRulesTest {
  private final JavaClasses classes = Modules.published();

  @Test
  void onlyTheTimePackageTouchesTime() {
    ArchRuleDefinition.classes()
        .that()
        .resideOutsideOfPackage(TimeDoor.PACKAGE)
        .should(new GoThroughTheDoor())
        .because(
            "what goes past TimeSource cannot be run on virtual time; see TimeDoor for the list and"
                + " the exemptions")
        .check(classes);
  }

  @Test
  void theDoorItselfIsSeen() {
    List<JavaAccess<?>> found =
        classes.stream()
            .filter(type -> type.getPackageName().equals(TimeDoor.PACKAGE))
            .flatMap(TimeRulesTest::touches)
            .toList();
    assertTrue(found.size() >= 5, () -> "the time package should be found out: " + found);
  }

  @Test
  void everyExemptionIsNeeded() {
    List<JavaAccess<?>> touches =
        classes.stream()
            .filter(type -> !type.getPackageName().equals(TimeDoor.PACKAGE))
            .flatMap(TimeRulesTest::touches)
            .toList();
    List<Exemption> idle =
        TimeDoor.EXEMPT.stream()
            .filter(exemption -> touches.stream().noneMatch(touch -> covers(exemption, touch)))
            .toList();
    assertEquals(List.of(), idle, "Exemption that nothing needs");
  }

  @Test
  void everyBanNamesAMethodThatExists() {
    List<String> unknown =
        TimeDoor.BANS.stream()
            .flatMap(
                ban ->
                    ban.methods().stream()
                        .filter(name -> !exists(ban, name))
                        .map(name -> ban + " " + name))
            .toList();
    assertEquals(List.of(), unknown);
  }

  static DescribedPredicate<JavaMethodCall> sleeps() {
    return DescribedPredicate.describe(
        "sleeps",
        call ->
            Stream.of(TimeDoor.SLEEPS, TimeDoor.UNIT_SLEEPS)
                .anyMatch(ban -> matches(ban, call.getTarget())));
  }

  private static Stream<JavaAccess<?>> touches(JavaClass type) {
    return type.getAccessesFromSelf().stream()
        .filter(access -> ban(access).isPresent() && !SelfInterrupts.is(access));
  }

  private static Optional<Ban> ban(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        ? TimeDoor.BANS.stream().filter(ban -> matches(ban, target)).findFirst()
        : Optional.empty();
  }

  private static boolean matches(Ban ban, CodeUnitAccessTarget target) {
    boolean constructor = target.getName().equals("<init>");
    boolean owner =
        constructor
            ? target.getOwner().isEquivalentTo(ban.owner())
            : target.getOwner().isAssignableTo(ban.owner());
    return owner && ban.covers(target.getName(), target.getRawParameterTypes().size());
  }

  private static boolean covers(Exemption exemption, JavaAccess<?> touch) {
    String origin = touch.getOriginOwner().getName();
    boolean named =
        origin.equals(exemption.className()) || origin.startsWith(exemption.className() + "$");
    return named
        && ban(touch)
            .map(ban -> ban.owner().getSimpleName() + "." + touch.getTarget().getName())
            .filter(exemption.method()::equals)
            .isPresent();
  }

  private static boolean exists(Ban ban, String method) {
    Stream<Integer> parameters =
        method.equals("<init>")
            ? Arrays.stream(ban.owner().getDeclaredConstructors()).map(c -> c.getParameterCount())
            : Arrays.stream(ban.owner().getMethods())
                .filter(m -> method.equals("*") || m.getName().equals(method))
                .map(m -> m.getParameterCount());
    return parameters.anyMatch(count -> ban.covers(method, count));
  }

  private static final class GoThroughTheDoor extends ArchCondition<JavaClass> {
    GoThroughTheDoor() {
      super("read clocks, wait, start threads and interrupt them only through TimeSource");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      touches(type)
          .filter(
              touch -> TimeDoor.EXEMPT.stream().noneMatch(exemption -> covers(exemption, touch)))
          .forEach(
              touch -> events.add(SimpleConditionEvent.violated(type, touch.getDescription())));
    }
  }
}
