package dev.agentruntime.middleware.demand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.Decision;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who demands that a human is asked gets either an answer or a refusal. */
class DemandsTest {
  private static final Demand RULE = new Demand("policy", "rule-7", "Deletions are for people");
  private static final Demand TAINT = new Demand("taint", "untrusted", "The text was not yours");

  private final FakeTool tool = FakeTool.answering("delete", "gone");
  private final List<Decision> decisions = new ArrayList<>();

  /** Adds demands further out than the approval, and has its gate. */
  private static Layer demanding(String name, Demand... demands) {
    return new Layer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Link> bind(LayerBinding binding) {
        Slot<Demands> slot = Demands.slot(binding);
        return List.of(
            Link.of(
                Anchor.POLICY,
                name,
                (call, next) -> {
                  for (Demand demand : demands) {
                    slot.get(call).add(demand);
                  }
                  return next.handle(call);
                }),
            Demands.gate(name, binding));
      }
    };
  }

  /** Says yes to what was demanded so far. */
  private static Layer approving(List<List<Demand>> asked) {
    return new Layer() {
      @Override
      public String name() {
        return "approval";
      }

      @Override
      public List<Link> bind(LayerBinding binding) {
        Slot<Demands> slot = Demands.slot(binding);
        return List.of(
            Link.of(
                Anchor.APPROVAL,
                "approval",
                (call, next) -> {
                  Demands made = slot.getOrNull(call);
                  if (made != null && made.open()) {
                    asked.add(made.all());
                    made.answered();
                  }
                  return next.handle(call);
                },
                LinkTrait.WAITS_FOR_HUMAN));
      }
    };
  }

  private ChainHarness.Builder chain() {
    return ChainHarness.around(tool)
        .link(
            Anchor.OBSERVE,
            "look",
            (call, next) -> {
              ToolOutcome outcome = next.handle(call);
              decisions.addAll(call.decisions());
              return outcome;
            });
  }

  @Test
  void withNobodyToAskTheCallIsRefused() throws Exception {
    ToolOutcome outcome = chain().layer(demanding("policy", RULE, TAINT)).build().call("{}");

    ToolOutcome.Rejected rejected = assertInstanceOf(ToolOutcome.Rejected.class, outcome);
    assertEquals("policy", rejected.by());
    assertEquals(
        "The call was rejected: Deletions are for people (somebody would have to approve it, and"
            + " nobody could be asked). Do not repeat it unless the user asks for it.",
        outcome.textForModel());
    assertEquals(0, tool.invocations().size());
    assertEquals(List.of(new Decision("policy", "nobody_asked", "rule-7")), decisions);
  }

  @Test
  void theDemandsOfAllLayersAreAskedAboutAtOnce() throws Exception {
    List<List<Demand>> asked = new ArrayList<>();
    ToolOutcome outcome =
        chain()
            .layer(demanding("policy", RULE))
            .layer(demanding("taint", TAINT))
            .layer(approving(asked))
            .build()
            .call("{}");

    assertFalse(outcome.isError());
    assertEquals(List.of(List.of(RULE, TAINT)), asked);
  }

  @Test
  void aCallWithoutDemandsPasses() throws Exception {
    List<List<Demand>> asked = new ArrayList<>();
    assertFalse(
        chain().layer(demanding("policy")).layer(approving(asked)).build().call("{}").isError());
    assertEquals(List.of(), asked);
  }

  @Test
  void theSameDemandTwiceIsOneDemandAndANewOneOpensAgain() {
    Demands demands = new Demands();
    demands.add(RULE);
    demands.answered();
    demands.add(RULE);
    assertFalse(demands.open());

    demands.add(TAINT);

    assertTrue(demands.open());
    assertEquals("Demands(2, 1 open)", demands.toString());
  }

  @Test
  void nothingRememberedIsAnsweredOutsideTheGate() {
    ChainHarness.Builder wrong =
        chain()
            .link(
                Anchor.CACHE,
                "cache",
                (call, next) -> next.handle(call),
                LinkTrait.ANSWERS_FROM_MEMORY)
            .layer(demanding("policy", RULE));

    String message =
        String.valueOf(assertThrows(ChainOrderException.class, wrong::build).getMessage());
    assertTrue(
        message.contains("link 'cache' (at CACHE) must not be outside link 'policy-demands'"),
        message);
  }

  @Test
  void aDemandWithoutAReasonIsRefused() {
    assertEquals(
        "a demand's reason must not be blank, was ' '",
        assertThrows(IllegalArgumentException.class, () -> new Demand("policy", "rule-7", " "))
            .getMessage());
  }
}
