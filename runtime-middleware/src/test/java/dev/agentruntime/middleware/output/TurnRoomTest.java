package dev.agentruntime.middleware.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TurnRoomTest {
  private final TurnRoom room = new TurnRoom(100);

  @Test
  void aTurnHasOneRoomForAllItsResults() {
    assertEquals(60, room.take(1, 60, 10));
    assertEquals(40, room.take(1, 60, 10));
    assertEquals(10, room.take(1, 60, 10));
    assertEquals(5, room.take(1, 5, 10));
  }

  @Test
  void theNextTurnHasItsOwn() {
    room.take(1, 100, 10);
    assertEquals(100, room.take(2, 100, 10));
    assertEquals(10, room.take(2, 100, 10));
  }

  @Test
  void aResultThatComesAfterItsTurnTakesNothingFromTheNext() {
    room.take(2, 40, 10);
    assertEquals(70, room.take(1, 70, 10));
    assertEquals(60, room.take(2, 70, 10));
  }
}
