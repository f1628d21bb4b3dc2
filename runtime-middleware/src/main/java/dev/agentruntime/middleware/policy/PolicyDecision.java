package dev.agentruntime.middleware.policy;

import java.util.Objects;

/**
 * What a policy says about one call. Immutable.
 *
 * @param effect what it says
 * @param rule the id of the rule that decides, or empty if none matched and the default holds
 * @param undecidable true if the rule could not be evaluated for these arguments, which is why the
 *     call is denied
 * @param reason what the model may be told; may be empty if the call is allowed
 */
public record PolicyDecision(PolicyEffect effect, String rule, boolean undecidable, String reason) {
  /** The code of a denial that is due to a rule that could not be evaluated. */
  public static final String UNDECIDABLE = "undecidable";

  /** Checks the components. */
  public PolicyDecision {
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(reason, "reason");
    if (undecidable && effect != PolicyEffect.DENY) {
      throw new IllegalArgumentException("an undecidable rule must deny, was " + effect);
    }
  }

  /**
   * The decision in one word, for events and audit.
   *
   * @return a stable, low-cardinality name
   */
  public String code() {
    return undecidable ? UNDECIDABLE : effect.code();
  }

  /** Such as {@code denied by no-big-payments}. */
  @Override
  public String toString() {
    return code() + " by " + (rule.isEmpty() ? "default" : rule);
  }
}
