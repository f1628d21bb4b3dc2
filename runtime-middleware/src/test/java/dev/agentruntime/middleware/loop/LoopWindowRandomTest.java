package dev.agentruntime.middleware.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold for whatever is called in whatever order. */
class LoopWindowRandomTest {
  private static final int SEQUENCES = 10_000;
  private static final int CALLS = 60;

  private record Seen(int call, int result, int turn) {}

  @Test
  void nothingIsRefusedThatTheModelHasNotSeenThreeTimesWithOneResult() {
    int refused = 0;
    for (int seed = 0; seed < SEQUENCES; seed++) {
      refused += play(new Random(seed), seed);
    }
    assertTrue(refused > SEQUENCES, "the sequences must be such that much is refused: " + refused);
  }

  private static int play(Random random, int seed) {
    LoopWindow window = new LoopWindow(LoopRules.DEFAULTS);
    int calls = 1 + random.nextInt(6);
    int results = 1 + random.nextInt(3);
    List<Seen> seen = new ArrayList<>();
    int refused = 0;
    int turn = 1;
    for (int i = 0; i < CALLS; i++) {
      turn += random.nextInt(3) == 0 ? 0 : 1;
      int call = random.nextInt(calls);
      CallPrint print = new CallPrint("tool", JsonNodeFactory.instance.objectNode().put("n", call));
      if (window.beforeCall(print, turn, Pace.NOT_POLLED, 0) != null) {
        refused++;
        assertTrue(
            mostOfOneResult(seen, call, turn) >= 3,
            "seed " + seed + ", call number " + i + " after " + seen);
      } else {
        int result = random.nextInt(results);
        String text = String.valueOf(result);
        window.afterCall(new Occurrence(print, Occurrence.SUCCESS, text, turn, 0), Pace.NOT_POLLED);
        seen.add(new Seen(call, result, turn));
      }
    }
    return refused;
  }

  private static long mostOfOneResult(List<Seen> seen, int call, int turn) {
    return seen.stream()
        .filter(one -> one.call() == call && one.turn() < turn)
        .mapToLong(
            one ->
                seen.stream()
                    .filter(
                        other ->
                            other.call() == call
                                && other.result() == one.result()
                                && other.turn() < turn)
                    .count())
        .max()
        .orElse(0);
  }
}
