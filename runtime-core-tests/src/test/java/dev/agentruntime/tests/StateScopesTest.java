package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** State reaches as far as its scope and no further: the same chain, other runs, other tenants. */
final class StateScopesTest {
  /** Answers with how many calls its state has seen. */
  private record Counting(StateScope scope, boolean perTool) implements Layer {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      Slot<AtomicInteger> seen =
          perTool
              ? binding.perTool(scope, "seen", AtomicInteger::new)
              : binding.shared(scope, "seen", AtomicInteger::new);
      return List.of(
          Link.of(
              Anchor.LOOP,
              "counting",
              (call, next) -> ToolOutcome.success("" + seen.get(call).incrementAndGet())));
    }
  }

  /** Each run calls a twice and b once. */
  private static Agent agent(Stage stage, StateScope scope, boolean perTool) {
    AgentRuntime runtime =
        stage.build(
            stage
                .runtime(
                    RuleModel.builder()
                        .when(
                            "first", talk -> talk.results().isEmpty(), talk -> Turn.call("a", "{}"))
                        .when(
                            "second",
                            talk -> talk.results().size() == 1,
                            talk -> Turn.call("a", "{}"))
                        .when(
                            "third",
                            talk -> talk.results().size() == 2,
                            talk -> Turn.call("b", "{}"))
                        .otherwise(talk -> Turn.answer("done"))
                        .build())
                .tools(FakeTool.named("a").build(), FakeTool.named("b").build())
                .middleware(new Counting(scope, perTool)));
    return runtime.agent("agent").build();
  }

  private static String run(Stage stage, Agent agent, String tenant, String session) {
    RunOptions.Builder options = RunOptions.builder();
    if (!tenant.isEmpty()) {
      options.tenant(tenant);
    }
    if (!session.isEmpty()) {
      options.session(session);
    }
    RunResult result = stage.checked(agent.run("go", options.build()));
    return String.join(
        " ", History.results(result.summary().messages()).stream().map(r -> r.text()).toList());
  }

  @Test
  void aCallsStateIsItsOwn() {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, StateScope.CALL, false);
      assertEquals("1 1 1", run(stage, agent, "t", "s"));
    }
  }

  // One run's calls of different tools count together, if the layer says so, whatever the tool.
  @Test
  void aRunsStateIsSharedByItsToolsOrPerToolAsTheLayerSays() {
    try (Stage stage = new Stage()) {
      Agent together = agent(stage, StateScope.RUN, false);
      assertEquals("1 2 3", run(stage, together, "t", "s"));
      assertEquals("1 2 3", run(stage, together, "t", "s"));
      Agent apart = agent(stage, StateScope.RUN, true);
      assertEquals("1 2 1", run(stage, apart, "t", "s"));
    }
  }

  // A session belongs to its tenant; equal ids of two tenants share nothing.
  @Test
  void aSessionsStateIsItsTenantsAlone() {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, StateScope.SESSION, false);
      assertEquals("1 2 3", run(stage, agent, "acme", "s"));
      assertEquals("4 5 6", run(stage, agent, "acme", "s"));
      assertEquals("1 2 3", run(stage, agent, "acme", "other"));
      assertEquals("1 2 3", run(stage, agent, "other", "s"));
      assertEquals("1 2 3", run(stage, agent, "", "s"));
      // Names that would be one if they were simply joined.
      assertEquals("1 2 3", run(stage, agent, "acm", "es"));
      assertEquals("7 8 9", run(stage, agent, "acme", "s"));
    }
  }

  // No session means sharing with nobody, not with everybody who has none.
  @Test
  void aRunWithoutASessionSharesItsStateWithNobody() {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, StateScope.SESSION, false);
      assertEquals("1 2 3", run(stage, agent, "acme", ""));
      assertEquals("1 2 3", run(stage, agent, "acme", ""));
    }
  }

  @Test
  void aTenantsStateIsSharedByItsSessionsAlone() {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, StateScope.TENANT, false);
      assertEquals("1 2 3", run(stage, agent, "acme", "s"));
      assertEquals("4 5 6", run(stage, agent, "acme", "other"));
      assertEquals("1 2 3", run(stage, agent, "other", "s"));
      assertEquals("1 2 3", run(stage, agent, "", "s"));
      assertEquals("4 5 6", run(stage, agent, "", ""));
    }
  }

  @Test
  void theRuntimesStateIsSharedByAllItRuns() {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, StateScope.RUNTIME, false);
      assertEquals("1 2 3", run(stage, agent, "acme", "s"));
      assertEquals("4 5 6", run(stage, agent, "other", "t"));
    }
  }

  @Test
  void twoRuntimesShareNothing() {
    try (Stage stage = new Stage()) {
      for (StateScope scope : StateScope.values()) {
        Agent one = agent(stage, scope, false);
        Agent two = agent(stage, scope, false);
        String first = run(stage, one, "acme", "s");
        assertEquals(first, run(stage, two, "acme", "s"));
      }
    }
  }

  // A definition holds nothing that a run changes; agents made from one runtime share chains.
  @Test
  void twoAgentsOfOneRuntimeShareWhatTheScopeSays() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(
                      RuleModel.builder()
                          .when(
                              "first",
                              talk -> talk.results().isEmpty(),
                              talk -> Turn.call("a", "{}"))
                          .otherwise(talk -> Turn.answer("done"))
                          .build())
                  .tools(FakeTool.named("a").build(), FakeTool.named("b").build())
                  .middleware(new Counting(StateScope.SESSION, false)));
      Agent whole = runtime.agent("whole").build();
      Agent part = runtime.agent("part").tools("a").build();
      assertEquals("1", run(stage, whole, "acme", "s"));
      assertEquals("2", run(stage, part, "acme", "s"));
      assertEquals("1", run(stage, part, "acme", "t"));
    }
  }
}
