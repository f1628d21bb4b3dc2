package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.data.message.ChatMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that ignores its interrupt is waited for, then left behind on record. */
final class StragglerTest {
  private static FakeTool stubborn(Gate gate) {
    return FakeTool.named("stubborn").replies(Replies.stubborn(gate, Replies.text("late"))).build();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2_000, 60_000})
  void itIsWaitedForAsLongAsTheGrace(long millis) throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool = stubborn(gate);
      Duration grace = Duration.ofMillis(millis);
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of(Turn.call("stubborn", "{}")))
                  .tools(tool)
                  .limits(RunLimits.defaults().withGrace(grace)));
      AgentRun run = runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertEquals(grace, stage.time.elapsed());
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
      gate.open();
    }
  }

  @Test
  void itIsOnRecordEverywhereAndItsLateResultChangesNothing() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool = stubborn(gate);
      FakeTool kind = FakeTool.named("kind").replies(Replies.hang()).build();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of(Turn.call("kind", "{}").andCall("stubborn", "{}")))
                  .tools(tool, kind));
      AgentRun run = runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      kind.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());

      String name = "agent/" + result.summary().runId() + "/turn-1/stubborn#1";
      assertEquals(List.of(name), result.summary().abandonedWork());
      assertEquals(List.of(name), stage.threadsOf(result));
      assertEquals(
          List.of(name),
          stage.ofRun(RunEvent.WorkAbandoned.class, result).stream()
              .map(RunEvent.WorkAbandoned::what)
              .toList());
      AbandonedTask left = runtime.stragglers().alive().getFirst();
      assertEquals(1, runtime.stragglers().total());
      assertEquals(name, left.thread().getName());

      List<ChatMessage> before = List.copyOf(result.summary().messages());
      List<RunEvent.ToolCallEnded> ended = stage.ofRun(RunEvent.ToolCallEnded.class, result);
      gate.open();
      stage.time.join(left.thread());
      assertTrue(left.hasEnded());
      assertEquals(0, runtime.stragglers().aliveCount());
      assertEquals(1, runtime.stragglers().total());
      assertEquals(before, result.summary().messages());
      assertEquals(ended, stage.ofRun(RunEvent.ToolCallEnded.class, result));
      assertEquals(1, tool.invocations().size());
      stage.checked(result);
    }
  }

  @Test
  void itDoesNotTakeUpAnotherCallWhenItComesBack() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool = stubborn(gate);
      FakeTool next = FakeTool.named("next").build();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of(Turn.call("stubborn", "{}").andCall("next", "{}")))
                  .tools(tool, next)
                  .limits(RunLimits.defaults().withParallelCalls(1)));
      AgentRun run = runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      stage.checked(run.result());
      Thread left = runtime.stragglers().alive().getFirst().thread();
      gate.open();
      stage.time.join(left);
      assertEquals(0, next.invocations().size());
    }
  }

  @Test
  void oneThatEndsWithinTheGraceIsNotAbandoned() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .replies(
                  call -> {
                    try {
                      new Gate().pass(stage.time);
                    } catch (InterruptedException e) {
                      stage.time.sleep(Duration.ofSeconds(1)); // cleaning up
                      throw e;
                    }
                    throw new IllegalStateException("not reached");
                  })
              .build();
      AgentRuntime runtime =
          stage.build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool));
      AgentRun run = runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertEquals(List.of(), result.summary().abandonedWork());
      assertEquals(0, runtime.stragglers().total());
      assertEquals(Duration.ofSeconds(1), stage.time.elapsed());
    }
  }

  // Their number is capped. Tools that can be stopped, and unknown names, are not affected.
  @Test
  void whenTooManyAreAliveNothingIsBegunThatMightBecomeAnother() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool = stubborn(gate);
      FakeTool kind = FakeTool.named("kind").traits(ToolTrait.INTERRUPTIBLE).build();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(
                      RuleModel.builder()
                          .when(
                              "one that hangs is wanted",
                              talk -> talk.userText().equals("hang"),
                              talk -> Turn.call("stubborn", "{}"))
                          .when(
                              "nothing known",
                              talk -> talk.results().isEmpty(),
                              talk -> Turn.call("stubborn", "{}").andCall("kind", "{}"))
                          .otherwise(talk -> Turn.answer("done"))
                          .build())
                  .tools(tool, kind)
                  .limits(RunLimits.defaults().withGrace(Duration.ZERO)));
      Agent agent = runtime.agent("agent").build();
      int cap = runtime.stragglers().cap();
      for (int i = 1; i <= cap; i++) {
        AgentRun run = agent.start("hang");
        tool.awaitCalls(i, Stage.NEVER, stage.time);
        run.cancel("enough");
        stage.checked(run.result());
      }
      assertFalse(runtime.stragglers().hasRoom());
      RunResult refused = stage.checked(agent.run("go"));
      assertEquals("done", refused.orThrow());
      assertEquals(List.of("blocked", "success"), ToolOutcomesTest.codes(stage, refused));
      assertEquals(cap, tool.invocations().size());

      List<AbandonedTask> left = runtime.stragglers().alive();
      gate.open();
      for (AbandonedTask task : left) {
        stage.time.join(task.thread());
      }
      RunResult allowed = stage.checked(agent.run("go"));
      assertEquals(List.of("success", "success"), ToolOutcomesTest.codes(stage, allowed));
    }
  }

  // There is no thread to leave behind: the run waits, as the tool promised to end and did not.
  @Test
  void aToolOnTheRunsOwnThreadIsWaitedForAndCannotUndoTheCancel() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool liar =
          FakeTool.named("liar")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(Replies.stubborn(gate, Replies.text("late")))
              .build();
      ScriptedModel model = ScriptedModel.of(Turn.call("liar", "{}"));
      AgentRun run = stage.agent(model, liar).start("go");
      liar.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      assertFalse(run.isDone());
      gate.open();
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
    }
  }
}
