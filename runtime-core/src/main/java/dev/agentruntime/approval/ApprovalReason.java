package dev.agentruntime.approval;

import java.util.Objects;

/**
 * Why somebody has to be asked. Immutable.
 *
 * @param layer the layer that demands it
 * @param code a stable, low-cardinality name of the reason, such as a rule's id
 * @param text for the person who is asked; one sentence without its full stop
 */
public record ApprovalReason(String layer, String code, String text) {
  /** Checks the components. */
  public ApprovalReason {
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return "ApprovalReason(" + layer + ", " + code + ")";
  }
}
