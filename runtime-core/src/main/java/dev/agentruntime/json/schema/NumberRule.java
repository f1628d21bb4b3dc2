package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a number. Immutable.
 *
 * @param min the least allowed, or null for none
 * @param minExclusive whether it must be more than that
 * @param max the greatest allowed, or null for none
 * @param maxExclusive whether it must be less than that
 */
record NumberRule(
    @Nullable BigDecimal min,
    boolean minExclusive,
    @Nullable BigDecimal max,
    boolean maxExclusive) {

  boolean accepts(JsonNode node) {
    BigDecimal value = Numbers.exact(node);
    if (value == null) {
      return false;
    }
    return (min == null || value.compareTo(min) >= (minExclusive ? 1 : 0))
        && (max == null || value.compareTo(max) <= (maxExclusive ? -1 : 0));
  }

  String problem() {
    String least = min == null ? "" : (minExclusive ? "more than " : "at least ") + min;
    String greatest = max == null ? "" : (maxExclusive ? "less than " : "at most ") + max;
    String and = min != null && max != null ? " and " : "";
    return "must be " + least + and + greatest;
  }
}
