package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who a run is for is known wherever a tool works, and nowhere else. */
final class RunContextTest {
  private static ToolOutcome look(ToolInvocation call) {
    assertSame(call.context(), RunContext.current().orElseThrow());
    return ToolOutcome.success(RunContext.current().orElseThrow().runId());
  }

  private static void eachCallSawItsRun(Stage stage, RunResult result) {
    stage.checked(result);
    assertInstanceOf(RunResult.Completed.class, result);
    for (var message : History.results(result.summary().messages())) {
      assertEquals(result.summary().runId(), message.text());
    }
  }

  @Test
  void itIsThereOnTheRunsThreadAndOnThreadsOfCalls() {
    try (Stage stage = new Stage()) {
      FakeTool inline =
          FakeTool.named("inline")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(RunContextTest::look)
              .build();
      FakeTool isolated = FakeTool.named("isolated").replies(RunContextTest::look).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("inline", "{}"),
              Turn.call("isolated", "{}"),
              Turn.call("inline", "{}").andCall("isolated", "{}").andCall("inline", "{}"),
              Turn.answer("done"));
      eachCallSawItsRun(stage, stage.agent(model, inline, isolated).run("go"));
      assertEquals(Optional.empty(), RunContext.current());
    }
  }

  @Test
  void itIsThereOnThreadsALayerOrAToolStartsThroughAScope() {
    try (Stage stage = new Stage()) {
      Isolation isolation =
          Isolation.of("limit", stage.time, StragglerPolicy.of(new StragglerRegistry()));
      ToolMiddleware isolating =
          (call, next) -> {
            var forked = call.fork();
            return switch (isolation.call("call", Stage.NEVER, () -> next.handle(forked))) {
              case IsolatedResult.Returned<ToolOutcome>(ToolOutcome outcome) -> outcome;
              case IsolatedResult<ToolOutcome> other -> ToolOutcome.toolError(other.toString());
            };
          };
      FakeTool deep =
          FakeTool.named("deep")
              .replies(
                  call -> {
                    try (var scope =
                        TaskScope.open(
                            ScopePolicy.<ToolOutcome>all(), ScopeOptions.of("deep", stage.time))) {
                      scope.fork("child", () -> look(call));
                      return scope.join().getFirst();
                    }
                  })
              .build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("deep", "{}"),
              Turn.call("deep", "{}").andCall("deep", "{}"),
              Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(deep)
                  .middleware(
                      Layer.of(Anchor.CALL_TIMEOUT, "isolating", isolating, LinkTrait.ISOLATES)));
      RunResult result = runtime.agent("agent").build().run("go");
      eachCallSawItsRun(stage, result);
      // The layer isolates, so the lone call did not need a thread of the loop's as well.
      assertTrue(
          deep.invocations().getFirst().threadName().contains("/limit/call"),
          deep.invocations().getFirst()::threadName);
    }
  }

  @Test
  void itIsAbsentOutsideARun() throws InterruptedException {
    try (Stage stage = new Stage()) {
      assertEquals(Optional.empty(), RunContext.current());
      AgentRun run = stage.agent(ScriptedModel.of(Turn.answer("done"))).start("go");
      run.result();
      assertEquals(Optional.empty(), RunContext.current());
    }
  }

  @Test
  void itHoldsWhatTheHostSaidAndTheModelSeesNoneOfIt() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      Agent agent = stage.agent(model, tool);
      stage.checked(
          agent.run(
              "go",
              RunOptions.builder()
                  .tenant("tenant-x")
                  .session("session-x")
                  .principal("principal-x")
                  .traceParent("trace-x")
                  .attribute("secret", "attribute-x")
                  .build()));
      RunContext context = tool.invocations().getFirst().context();
      assertEquals("agent", context.agentPath());
      assertEquals(Optional.of("tenant-x"), context.tenant());
      assertEquals(Optional.of("session-x"), context.sessionId());
      assertEquals(Optional.of("principal-x"), context.principal());
      assertEquals(Optional.of("trace-x"), context.traceParent());
      assertEquals(Map.of("secret", "attribute-x"), context.attributes());
      assertThrows(
          UnsupportedOperationException.class, () -> context.attributes().put("more", "x"));
      assertEquals(Optional.empty(), context.cancellation());
      assertTrue(model.requests().stream().noneMatch(r -> r.toString().contains("-x")));
    }
  }

  @Test
  void runsBesideEachOtherEachSeeTheirOwn() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(RunContextTest::look).build();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(
                      dev.agentruntime.testkit.model.RuleModel.builder()
                          .when(
                              "first",
                              talk -> talk.results().isEmpty(),
                              talk -> Turn.call("tool", "{}").andCall("tool", "{}"))
                          .otherwise(talk -> Turn.answer("done"))
                          .build())
                  .tools(tool));
      Agent agent = runtime.agent("agent").build();
      List<AgentRun> runs =
          java.util.stream.Stream.generate(() -> agent.start("go")).limit(50).toList();
      for (AgentRun run : runs) {
        eachCallSawItsRun(stage, run.result());
      }
      assertEquals(50, runs.stream().map(AgentRun::runId).distinct().count());
    }
  }
}
