package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.SubAgent;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An agent that is a tool of another one. */
final class SubAgentTest {
  private static final Turn ASK = Turn.call("sub", "{\"task\":\"look\"}").withUsage(100, 10);
  private static final Turn DONE = Turn.answer("all done").withUsage(200, 20);

  private @Nullable AgentRuntime known;

  /** One for all agents of a test, made with the first tools anybody asks for. */
  private AgentRuntime runtime(Stage stage, FakeTool... tools) {
    AgentRuntime runtime = known;
    if (runtime == null) {
      runtime = stage.build(stage.runtime(ScriptedModel.on(stage.time)).tools((Object[]) tools));
      known = runtime;
    }
    return runtime;
  }

  private Agent outer(Stage stage, Turn[] turns, SubAgent... agents) {
    return runtime(stage)
        .agent("outer")
        .model(ScriptedModel.on(stage.time, turns))
        .noTools()
        .subAgents(agents)
        .build();
  }

  private Agent outer(Stage stage, SubAgent sub) {
    return outer(stage, new Turn[] {ASK, DONE}, sub);
  }

  private SubAgent sub(Stage stage, ScriptedModel model, FakeTool... tools) {
    return SubAgent.of(runtime(stage, tools).agent("sub").model(model).build(), "looks things up");
  }

  @Test
  void itsAnswerIsTheResultAndItsUsageCountsIntoTheOuterRun() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.answer("found").withUsage(7, 3));
      RunResult result =
          outer(stage, sub(stage, model)).run("go", RunOptions.builder().tenant("acme").build());
      assertEquals("all done", result.orThrow());
      assertEquals(List.of(ToolOutcome.success("found")), stage.outcomes(result));
      assertEquals(new Usage(3, 1, 307, 33), result.usage());
      // A conversation of its own: the task, and nothing of the outer one.
      assertEquals(List.of(UserMessage.from("look")), model.requests().getFirst().messages());
      assertTrue(
          stage.events.events(RunEvent.RunStarted.class).stream()
              .anyMatch(event -> event.origin().agentPath().equals("outer/sub")));
    }
  }

  @Test
  void severalInOneTurnRunSideBySideAndAnswerInOrder() {
    try (Stage stage = new Stage()) {
      SubAgent slow =
          sub(stage, ScriptedModel.on(stage.time, Turn.answer("a").after(Duration.ofSeconds(5))));
      SubAgent quick =
          sub(stage, ScriptedModel.on(stage.time, Turn.answer("b").after(Duration.ofSeconds(2))))
              .named("quick");
      Turn both = ASK.andCall("quick", "{\"task\":\"look\"}");
      RunResult result = outer(stage, new Turn[] {both, DONE}, slow, quick).run("go");
      assertEquals(
          List.of(ToolOutcome.success("a"), ToolOutcome.success("b")), stage.outcomes(result));
      assertEquals(Duration.ofSeconds(5), stage.time.elapsed());
    }
  }

  @Test
  void whatStoppedItIsToldWithWhatItHadSoFar() {
    try (Stage stage = new Stage()) {
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      SubAgent sub =
          sub(stage, ScriptedModel.on(stage.time, Turn.call("slow", "{}").saying("half")), slow)
              .withTimeout(Duration.ofSeconds(3));
      RunResult result = outer(stage, sub).run("go");
      assertEquals(
          List.of(
              ToolOutcome.toolError(
                  "The agent was stopped (DEADLINE). Its last words so far: half")),
          stage.outcomes(result));
      assertEquals(Duration.ofSeconds(3), stage.time.elapsed());
      assertEquals("all done", result.orThrow());
    }
  }

  @Test
  void itsFailureIsAFailureOfTheToolAndNotOfTheOuterRun() {
    try (Stage stage = new Stage()) {
      SubAgent sub =
          sub(stage, ScriptedModel.on(stage.time, Turn.failure(new IllegalStateException("down"))));
      RunResult result = outer(stage, sub).run("go");
      assertInstanceOf(ToolOutcome.InfrastructureError.class, stage.outcomes(result).getFirst());
      assertEquals("all done", result.orThrow());
    }
  }

  @Test
  void agentsStandNoDeeperInOneAnotherThanAllowed() {
    try (Stage stage = new Stage()) {
      ScriptedModel deepest = ScriptedModel.on(stage.time, Turn.answer("deepest"));
      SubAgent third = sub(stage, deepest).withMaxDepth(1);
      Agent second =
          runtime(stage)
              .agent("middle")
              .model(ScriptedModel.on(stage.time, ASK, Turn.answer("middle")))
              .subAgents(third)
              .build();
      RunResult result =
          outer(stage, SubAgent.of(second, "asks another one").named("sub")).run("go");
      assertEquals(List.of(ToolOutcome.success("middle")), stage.outcomes(result));
      assertEquals(List.of(), deepest.requests());
    }
  }

  @Test
  void aCancelReachesWhatItDoes() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      SubAgent sub = sub(stage, ScriptedModel.on(stage.time, Turn.call("tool", "{}")), tool);
      AgentRun run = outer(stage, sub).start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = run.result();
      assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(1, tool.interrupted());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      assertEquals(List.of(), stage.threadsOf(result));
    }
  }

  @Test
  void oneThatWaitsSuspendsTheOuterRunAndGoesOnWithIt() {
    try (Stage stage = new Stage()) {
      AtomicBoolean answered = new AtomicBoolean();
      FakeTool first = FakeTool.named("first").build();
      FakeTool guarded = FakeTool.named("guarded").build();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time,
              Turn.call("first", "{}"),
              Turn.call("guarded", "{}"),
              Turn.answer("found"));
      known =
          stage.build(
              stage
                  .runtime(model)
                  .tools(first, guarded)
                  .middleware(
                      Anchor.APPROVAL,
                      "gate",
                      (call, next) ->
                          call.toolName().equals("guarded") && !answered.get()
                              ? new ToolOutcome.Suspended("request-1", "may it?")
                              : next.handle(call)));
      Agent agent = outer(stage, sub(stage, model, first, guarded));
      RunResult.Suspended waiting = assertInstanceOf(RunResult.Suspended.class, agent.run("go"));
      assertEquals("request-1", waiting.pending().getFirst().waiting().requestId());

      answered.set(true);
      assertEquals("all done", agent.resume(waiting).orThrow());
      assertEquals(1, first.invocations().size());
      assertEquals(1, guarded.invocations().size());
    }
  }

  @Test
  void anAgentOfAnotherRuntimeIsRefusedAsItsLayersDoNotKnowTheRunAroundIt() {
    try (Stage stage = new Stage()) {
      SubAgent foreign = sub(stage, ScriptedModel.on(stage.time));
      known = null;
      assertTrue(
          String.valueOf(
                  assertThrows(IllegalArgumentException.class, () -> outer(stage, foreign))
                      .getMessage())
              .endsWith("it is of another runtime"));
    }
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    try (Stage stage = new Stage()) {
      SubAgent sub = sub(stage, ScriptedModel.on(stage.time));
      assertEquals(
          "timeout of sub-agent 'sub' must be positive, was PT0S",
          assertThrows(IllegalArgumentException.class, () -> sub.withTimeout(Duration.ZERO))
              .getMessage());
      assertEquals(
          "max depth of sub-agent 'sub' must be at least 1, was 0",
          assertThrows(IllegalArgumentException.class, () -> sub.withMaxDepth(0)).getMessage());
      assertEquals(
          "two tools are named 'sub'; tool names must differ",
          assertThrows(IllegalArgumentException.class, () -> outer(stage, new Turn[0], sub, sub))
              .getMessage());
    }
  }
}
