package dev.agentruntime.middleware.policy;

import dev.agentruntime.tool.ToolDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Holds calls of the past against policies, to see what a change would do before it is made. Uses
 * the rules as the layer does; runs nothing. Confined to one thread.
 */
public final class PolicyReplay {
  /**
   * What a policy says of a call.
   *
   * @param call the call
   * @param decision what it says
   */
  public record Verdict(RecordedCall call, PolicyDecision decision) {}

  /**
   * A call of which two policies do not say the same.
   *
   * @param call the call
   * @param before what the first policy says
   * @param after what the second policy says
   */
  public record Change(RecordedCall call, PolicyDecision before, PolicyDecision after) {
    /**
     * Whether the second policy is the stricter one here.
     *
     * @return true if it asks or denies where the first did less
     */
    public boolean stricter() {
      return after.effect().compareTo(before.effect()) > 0;
    }
  }

  private final Policy policy;
  private final Map<ToolDescriptor, ToolRules> compiled = new HashMap<>();

  private PolicyReplay(Policy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  /**
   * What a policy says of some calls.
   *
   * @param policy the policy
   * @param calls the calls
   * @return one verdict per call, in their order
   * @throws IllegalArgumentException if a rule looks at an argument a tool does not have
   */
  public static List<Verdict> decide(Policy policy, Iterable<RecordedCall> calls) {
    PolicyReplay replay = new PolicyReplay(policy);
    List<Verdict> verdicts = new ArrayList<>();
    calls.forEach(call -> verdicts.add(new Verdict(call, replay.decide(call))));
    return List.copyOf(verdicts);
  }

  /**
   * The calls that two policies treat differently. That another rule leads to the same effect is no
   * difference.
   *
   * @param before the policy there was
   * @param after the policy there shall be
   * @param calls the calls
   * @return the changes, in the order of the calls
   * @throws IllegalArgumentException if a rule looks at an argument a tool does not have
   */
  public static List<Change> diff(Policy before, Policy after, Iterable<RecordedCall> calls) {
    PolicyReplay first = new PolicyReplay(before);
    PolicyReplay second = new PolicyReplay(after);
    List<Change> changes = new ArrayList<>();
    for (RecordedCall call : calls) {
      PolicyDecision then = first.decide(call);
      PolicyDecision now = second.decide(call);
      if (then.effect() != now.effect() || then.undecidable() != now.undecidable()) {
        changes.add(new Change(call, then, now));
      }
    }
    return List.copyOf(changes);
  }

  private PolicyDecision decide(RecordedCall call) {
    return compiled
        .computeIfAbsent(call.tool(), tool -> ToolRules.of(policy, tool))
        .decide(call.arguments(), call.caller());
  }
}
