package dev.agentruntime.middleware.failure;

import static dev.agentruntime.middleware.failure.Mistakes.Verdict.REFUSE;
import static dev.agentruntime.middleware.failure.Mistakes.Verdict.STOP;
import static dev.agentruntime.middleware.failure.Mistakes.Verdict.TELL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MistakesTest {
  private final Mistakes mistakes = new Mistakes(3, 2);

  @Test
  void theModelIsToldThenRefusedThenTheRunEnds() {
    assertEquals(
        List.of(TELL, TELL, TELL, REFUSE, STOP, STOP),
        IntStream.rangeClosed(1, 6).mapToObj(mistakes::inTurn).toList());
  }

  @Test
  void manyMistakesOfOneTurnAreOne() {
    for (int i = 0; i < 20; i++) {
      assertEquals(TELL, mistakes.inTurn(1));
    }
    assertEquals(1, mistakes.turns());
  }

  @Test
  void gettingItRightBeginsAnew() {
    for (int turn = 1; turn < 50; turn++) {
      assertEquals(TELL, mistakes.inTurn(turn));
      if (turn % 3 == 0) {
        mistakes.forget();
      }
    }
  }
}
