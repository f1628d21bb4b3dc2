package dev.agentruntime.middleware.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 33 promises that pairs of layers make. 31 of them hold because of the order and break in the
 * other one; the two that contradict others hold because admission looks before it takes.
 */
@ExtendWith(RuntimeExtension.class)
class OrderInvariantsTest {
  private final VirtualTime time;

  OrderInvariantsTest(VirtualTime time) {
    this.time = time;
  }

  static List<Invariant> byOrder() {
    return Stream.of(AuditInvariants.all(), HumanInvariants.all(), ResourceInvariants.all())
        .flatMap(List::stream)
        .toList();
  }

  static List<Invariant> byLooking() {
    return HumanInvariants.metByLooking();
  }

  @Test
  void thereAreThirtyThree() {
    assertEquals(33, byOrder().size() + byLooking().size());
  }

  @ParameterizedTest
  @MethodSource("byOrder")
  void holdsInTheCanonicalOrder(Invariant invariant) throws InterruptedException {
    assertTrue(holds(invariant, Order.CANONICAL));
  }

  @ParameterizedTest
  @MethodSource("byOrder")
  void breaksInTheOtherOrder(Invariant invariant) throws InterruptedException {
    assertFalse(holds(invariant, Order.SWAPPED));
  }

  @ParameterizedTest
  @MethodSource("byLooking")
  void holdsThoughTheResourceIsTakenBehindTheHuman(Invariant invariant)
      throws InterruptedException {
    assertTrue(holds(invariant, Order.CANONICAL));
  }

  @ParameterizedTest
  @MethodSource("byLooking")
  void breaksIfNobodyLooksFirst(Invariant invariant) throws InterruptedException {
    assertFalse(holds(invariant, Order.WITHOUT_PEEK));
  }

  private boolean holds(Invariant invariant, Order order) throws InterruptedException {
    try (Scene scene = new Scene(order, time)) {
      return invariant.proof().holds(scene);
    }
  }
}
