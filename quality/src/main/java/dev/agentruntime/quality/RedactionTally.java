package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** How well values of one type were found. Confined to one thread. */
final class RedactionTally {
  private int values;
  private int found;
  private int falsePositives;

  void value(boolean wasFound) {
    values++;
    found += wasFound ? 1 : 0;
  }

  void falsePositive() {
    falsePositives++;
  }

  /** Adds the counts to a line; a share of nothing is null. */
  void writeTo(ObjectNode line) {
    line.put("n", values)
        .put("found", found)
        .put("missed", values - found)
        .put("falsePositives", falsePositives)
        .put("precision", share(found, found + falsePositives))
        .put("recall", share(found, values));
  }

  private static @Nullable BigDecimal share(int part, int whole) {
    return whole == 0
        ? null
        : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP);
  }
}
