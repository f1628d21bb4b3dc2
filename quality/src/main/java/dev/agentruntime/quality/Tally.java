package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the rows of one kind came out. Confined to one thread. */
final class Tally {
  private int rows;
  private int right;
  private int wrong;
  private int refused;
  private int wrongSilently;
  private int crashed;
  private int slow;
  private long nanos;

  void add(Verdict verdict, Attempt attempt) {
    rows++;
    nanos += attempt.nanos();
    slow += attempt.isSlow() ? 1 : 0;
    switch (verdict) {
      case RIGHT -> right++;
      case WRONG -> wrong++;
      case WRONG_SILENTLY -> {
        wrong++;
        wrongSilently++;
      }
      case REFUSED -> refused++;
      case CRASHED -> {
        wrong++;
        crashed++;
      }
    }
  }

  /** Adds the counts to a line. */
  ObjectNode writeTo(ObjectNode line) {
    return line.put("n", rows)
        .put("right", right)
        .put("wrong", wrong)
        .put("refused", refused)
        .put("wrongSilently", wrongSilently)
        .put("micros", nanos / 1_000)
        .put("crashed", crashed)
        .put("slow", slow);
  }

  static ObjectNode line() {
    return JsonNodeFactory.instance.objectNode();
  }
}
