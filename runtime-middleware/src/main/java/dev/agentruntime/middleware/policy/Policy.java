package dev.agentruntime.middleware.policy;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which tool calls are allowed, which need a human's word, and which are refused.
 *
 * <pre>{@code
 * Policy policy =
 *     Policy.otherwise(PolicyEffect.ASK)
 *         .with(PolicyRule.allow("reads").having(ToolTrait.READ_ONLY))
 *         .with(PolicyRule.deny("no-secrets", "Secrets are not for agents")
 *             .tool("read_file").when(ArgumentCondition.at("/path").under("/etc", "/root")));
 * }</pre>
 *
 * <p>Of the rules that match a call:
 *
 * <ol>
 *   <li>One that denies always wins, whatever else matches.
 *   <li>Otherwise the most specific one. Compared in this order: the tool (its name before a
 *       pattern, a pattern with more characters of its own before one with fewer, any pattern
 *       before none), the number of conditions on arguments, the number of traits, whether the
 *       principal, then the tenant, then the agent is given by name, by pattern or not at all.
 *   <li>Of equally specific ones the more restrictive one; of those the first by id, so that the
 *       order in which rules are written never matters.
 *   <li>If none matches, the default. A default of deny is a default: a rule that allows lifts it.
 * </ol>
 *
 * <p>A rule that asks or denies and cannot be evaluated for a call's arguments denies it; one that
 * allows and cannot be evaluated does not match.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Policy {
  /**
   * A tool is given to an agent so that it is used; who wants to be asked or to list what may be
   * used says so.
   */
  public static final PolicyEffect DEFAULT_EFFECT = PolicyEffect.ALLOW;

  private static final String NOT_ALLOWED = "The policy of this runtime does not allow it";
  private static final String NOT_ALLOWED_UNASKED =
      "The policy of this runtime leaves it to people";

  private final PolicyDecision byDefault;
  private final List<PolicyRule> rules;

  private Policy(PolicyDecision byDefault, List<PolicyRule> rules) {
    this.byDefault = byDefault;
    this.rules = rules;
  }

  /**
   * Allows what no rule speaks of.
   *
   * @return a policy without rules
   */
  public static Policy defaults() {
    return otherwise(DEFAULT_EFFECT);
  }

  /**
   * Says what holds where no rule matches.
   *
   * @param effect allow, ask or deny
   * @return a policy without rules
   */
  public static Policy otherwise(PolicyEffect effect) {
    String reason =
        switch (Objects.requireNonNull(effect, "effect")) {
          case ALLOW -> "";
          case ASK -> NOT_ALLOWED_UNASKED;
          case DENY -> NOT_ALLOWED;
        };
    return new Policy(new PolicyDecision(effect, "", false, reason), List.of());
  }

  /**
   * This policy and one more rule.
   *
   * @param rule the rule
   * @return a copy
   * @throws IllegalArgumentException if there is a rule of that id
   */
  public Policy with(PolicyRule rule) {
    return with(List.of(rule));
  }

  /**
   * This policy and more rules.
   *
   * @param more the rules
   * @return a copy
   * @throws IllegalArgumentException if two rules have one id
   */
  public Policy with(Iterable<PolicyRule> more) {
    List<PolicyRule> all = new ArrayList<>(rules);
    more.forEach(all::add);
    Set<String> ids = new HashSet<>();
    for (PolicyRule rule : all) {
      if (!ids.add(rule.id())) {
        throw new IllegalArgumentException(
            "rules of a policy must have ids of their own, two have id '" + rule.id() + "'");
      }
    }
    return new Policy(byDefault, List.copyOf(all));
  }

  /**
   * The rules.
   *
   * @return an unmodifiable list, in the order in which they were given, which decides nothing
   */
  public List<PolicyRule> rules() {
    return rules;
  }

  /**
   * What holds where no rule matches.
   *
   * @return allow, ask or deny
   */
  public PolicyEffect byDefault() {
    return byDefault.effect();
  }

  /**
   * What it says of one call. Pure: takes nothing, tells nobody.
   *
   * @param tool the tool
   * @param arguments the final arguments
   * @param caller on whose behalf
   * @return the decision
   * @throws IllegalArgumentException if a rule looks at an argument the tool does not have
   */
  public PolicyDecision decide(ToolDescriptor tool, ToolArguments arguments, Caller caller) {
    return ToolRules.of(this, tool).decide(arguments, caller);
  }

  PolicyDecision defaultDecision() {
    return byDefault;
  }

  /** The default and the rules in words. */
  @Override
  public String toString() {
    return "Policy(" + rules + ", otherwise " + byDefault.effect() + ")";
  }
}
