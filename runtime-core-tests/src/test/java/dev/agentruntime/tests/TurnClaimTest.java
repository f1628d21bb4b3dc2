package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.TurnClaim;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What calls of a turn need is set aside in the order of the turn, and all of it is given back. */
final class TurnClaimTest {
  private static final ToolOutcome FULL =
      new ToolOutcome.Blocked("places", "full", "There is no place.", null);

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  /** Has so many places per turn. */
  private final class Places implements Layer, TurnClaim {
    private final int places;
    private int claimed;

    Places(int places) {
      this.places = places;
    }

    @Override
    public String name() {
      return "places";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      return List.of(
          Link.of(Anchor.LIMITS, "places", (call, next) -> next.handle(call)).claiming(this));
    }

    @Override
    public @Nullable ToolOutcome claim(RunFrame run, ToolDescriptor tool, String callId) {
      log.add("claim " + callId + " of " + tool.name());
      if (places == 0) {
        throw new IllegalStateException("a defect");
      }
      return ++claimed > places ? FULL : null;
    }

    @Override
    public void release(RunFrame run, String callId) {
      log.add("release " + callId);
      if (places == 3) {
        throw new IllegalStateException("a defect");
      }
    }
  }

  private RunResult run(Stage stage, Turn turn, int places) {
    FakeTool tool =
        FakeTool.named("tool")
            .replies(
                call -> {
                  log.add("run " + call.callId());
                  return ToolOutcome.success("done");
                })
            .build();
    return stage.checked(
        stage
            .build(
                stage
                    .runtime(ScriptedModel.of(turn, Turn.answer("end")))
                    .tools(tool)
                    .middleware(new Places(places)))
            .agent("agent")
            .build()
            .run("go"));
  }

  private static Turn three() {
    return Turn.call("tool", "{}")
        .andCall("tool", "{}")
        .andCall("tool", "{}")
        .withIds("a", "b", "c");
  }

  @Test
  void placesAreGivenInTheOrderOfTheTurnBeforeAnyCallBegins() {
    try (Stage stage = new Stage()) {
      RunResult result = run(stage, three(), 2);

      assertEquals(
          List.of("claim a of tool", "claim b of tool", "claim c of tool"), log.subList(0, 3));
      assertEquals(
          List.of("run a", "run b"),
          log.stream().filter(line -> line.startsWith("run")).sorted().toList());
      assertEquals(List.of("release a", "release b", "release c"), log.subList(5, 8));
      assertEquals(FULL, stage.outcomes(result).get(2));
    }
  }

  @Test
  void aReleaseThatThrowsTakesNoOutcomeAndKeepsNobodyElseFromReleasing() {
    try (Stage stage = new Stage()) {
      RunResult result = run(stage, three(), 3);
      assertEquals("end", result.orThrow());
      assertEquals(List.of("release a", "release b", "release c"), log.subList(6, 9));
    }
  }

  @Test
  void aLoneCallClaimsNothing() {
    try (Stage stage = new Stage()) {
      run(stage, Turn.call("tool", "{}").withIds("a"), 2);
      assertEquals(List.of("run a"), log);
    }
  }

  @Test
  void aClaimThatThrowsIsADefectOfItsCallAlone() {
    try (Stage stage = new Stage()) {
      RunResult result = run(stage, three(), 0);

      assertInstanceOf(RunResult.Completed.class, result);
      for (ToolOutcome outcome : stage.outcomes(result)) {
        assertEquals("places", assertInstanceOf(ToolOutcome.Internal.class, outcome).culprit());
      }
      assertEquals(0, log.stream().filter(line -> line.startsWith("run")).count());
      assertEquals(3, log.stream().filter(line -> line.startsWith("release")).count());
    }
  }

  @Test
  void namesNobodyHasClaimToo() {
    try (Stage stage = new Stage()) {
      run(stage, Turn.call("tool", "{}").andCall("other", "{}").withIds("a", "b"), 2);
      assertEquals(List.of("claim a of tool", "claim b of unknown"), log.subList(0, 2));
    }
  }
}
