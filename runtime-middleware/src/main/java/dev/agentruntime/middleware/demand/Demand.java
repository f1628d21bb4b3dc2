package dev.agentruntime.middleware.demand;

import java.util.Objects;

/**
 * One reason why a human must be asked about a call. Two demands of the same layer, code and reason
 * are the same. Immutable.
 *
 * @param layer the layer that demands it
 * @param code a stable, low-cardinality name of the reason, such as a rule's id
 * @param reason for the human who is asked and for the model if nobody can be: one sentence without
 *     its full stop; must hold no arguments, results or secrets
 */
public record Demand(String layer, String code, String reason) {
  /** Checks the components. */
  public Demand {
    notBlank("layer", layer);
    notBlank("code", code);
    notBlank("reason", reason);
  }

  /** Who and which: the words are for the human who is asked. */
  @Override
  public String toString() {
    return "Demand(" + layer + ", " + code + ")";
  }

  private static void notBlank(String key, String value) {
    if (Objects.requireNonNull(value, key).isBlank()) {
      throw new IllegalArgumentException(
          "a demand's " + key + " must not be blank, was '" + value + "'");
    }
  }
}
