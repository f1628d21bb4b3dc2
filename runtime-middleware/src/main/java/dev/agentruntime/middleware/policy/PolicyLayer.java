package dev.agentruntime.middleware.policy;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.List;
import java.util.Objects;

/**
 * Enforces a {@link Policy} on every call of a tool there is, also one the model was not shown.
 *
 * <p>A denied call ends as {@link dev.agentruntime.tool.ToolOutcome.Rejected} by the rule's id,
 * with the rule's reason. A call that needs a human's word goes on with a {@link
 * dev.agentruntime.middleware.demand.Demand}: the approval layer asks, and without one, or if
 * nobody was asked, the call is rejected all the same. After the wait for a human the policy then
 * in force is asked again.
 *
 * <p>Every decision by a rule, and every refusal, is told by {@link
 * dev.agentruntime.chain.ToolCall#decided}: the code is {@code allowed}, {@code asked}, {@code
 * denied} or {@code undecidable}, the detail the rule's id. What the default allows is not worth
 * telling.
 *
 * <p>It looks at a call at {@link Anchor#POLICY}, when the arguments are final and before anything
 * costs; denials and demands count nowhere. Immutable; safe for use by many threads.
 */
public final class PolicyLayer implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "policy";

  private final PolicySource source;

  /** Whether nobody but this layer holds the source, so that it stays as it is. */
  private final boolean fixed;

  private PolicyLayer(PolicySource source, boolean fixed) {
    this.source = source;
    this.fixed = fixed;
  }

  /**
   * Enforces a policy that stays as it is. Tools it says nothing of cost nothing.
   *
   * @param policy the policy
   * @return a new layer
   */
  public static PolicyLayer of(Policy policy) {
    return new PolicyLayer(PolicySource.of(policy), true);
  }

  /**
   * Enforces whichever policy is in force.
   *
   * @param source where it is found
   * @return a new layer
   */
  public static PolicyLayer of(PolicySource source) {
    return new PolicyLayer(Objects.requireNonNull(source, "source"), false);
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Binds the policy to a tool.
   *
   * @throws IllegalArgumentException if a rule that names the tool looks at an argument the tool
   *     does not have
   */
  @Override
  public List<Link> bind(LayerBinding binding) {
    if (!binding.tool().known()) {
      return List.of();
    }
    ToolRules rules = ToolRules.of(source.current().policy(), binding.tool());
    if (fixed && rules.allowsEverything()) {
      return List.of();
    }
    PolicyCheck check = new PolicyCheck(source, binding.tool(), Demands.slot(binding));
    Link link =
        Link.check(
            Anchor.POLICY, NAME, check, LinkTrait.NEEDS_FINAL_ARGUMENTS, LinkTrait.AUTHORISES);
    boolean mayAsk = !fixed || rules.mayAsk();
    return mayAsk ? List.of(link, Demands.gate(NAME, binding)) : List.of(link);
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "every rule lets it pass" : "the tool is unknown";
  }

  @Override
  public String toString() {
    return "PolicyLayer(" + source + ")";
  }
}
