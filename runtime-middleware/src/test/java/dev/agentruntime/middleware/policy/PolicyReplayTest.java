package dev.agentruntime.middleware.policy;

import static dev.agentruntime.middleware.policy.ArgumentCondition.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A change of policy is tried on yesterday's calls. */
class PolicyReplayTest {
  private static final ToolDescriptor PAY = ToolDescriptor.of(FakeTool.named("pay").build());
  private static final ToolDescriptor SEARCH =
      ToolDescriptor.of(FakeTool.named("search").traits(ToolTrait.READ_ONLY).build());
  private static final List<RecordedCall> YESTERDAY =
      List.of(
          call(PAY, "{\"amount\":5,\"iban\":\"secret\"}"),
          call(SEARCH, "{}"),
          call(PAY, "{\"amount\":5000}"));

  private static RecordedCall call(ToolDescriptor tool, String arguments) {
    return new RecordedCall(
        tool,
        ToolArguments.ofText(arguments),
        new Caller(Optional.of("eve"), Optional.empty(), "triage"));
  }

  @Test
  void everyCallGetsTheDecisionTheLayerWouldMake() {
    Policy policy =
        Policy.otherwise(PolicyEffect.ASK)
            .with(PolicyRule.allow("reads").having(ToolTrait.READ_ONLY))
            .with(PolicyRule.deny("big", "No").tool("pay").when(at("/amount").above(1_000)));

    assertEquals(
        List.of("asked by default", "allowed by reads", "denied by big"),
        PolicyReplay.decide(policy, YESTERDAY).stream()
            .map(verdict -> verdict.decision().toString())
            .toList());
  }

  @Test
  void aDiffTellsWhatIsTreatedOtherwise() {
    Policy before =
        Policy.defaults()
            .with(PolicyRule.deny("big", "No").tool("pay").when(at("/amount").above(1_000)))
            .with(PolicyRule.allow("reads").having(ToolTrait.READ_ONLY));
    Policy after = Policy.defaults().with(PolicyRule.ask("payments", "Ask").tool("pay"));

    List<PolicyReplay.Change> changes = PolicyReplay.diff(before, after, YESTERDAY);

    assertEquals(2, changes.size(), "another rule with the same effect is no change");
    assertEquals(YESTERDAY.get(0), changes.get(0).call());
    assertTrue(changes.get(0).stricter());
    assertEquals("denied by big", changes.get(1).before().toString());
    assertEquals("asked by payments", changes.get(1).after().toString());
    assertFalse(changes.get(1).stricter());
    assertFalse(changes.toString().contains("secret"), "arguments may hold secrets");
  }

  @Test
  void policiesThatSayTheSameHaveNoDiff() {
    assertEquals(List.of(), PolicyReplay.diff(Policy.defaults(), Policy.defaults(), YESTERDAY));
  }
}
