package dev.agentruntime.chain;

import java.util.Objects;

/**
 * Something a layer decided about a call that the call's outcome alone does not tell: which rule
 * allowed it, who approved it, that it looked like a loop. Immutable.
 *
 * @param layer the name of the layer that decided
 * @param code a stable, low-cardinality name of the decision
 * @param detail for people: a rule's id, who approved; holds no arguments, results or secrets; may
 *     be empty
 */
public record Decision(String layer, String code, String detail) {
  /** Checks the components. */
  public Decision {
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
  }
}
