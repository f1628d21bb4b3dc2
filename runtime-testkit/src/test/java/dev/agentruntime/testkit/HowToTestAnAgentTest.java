package dev.agentruntime.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent.ToolCallEnded;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolTrait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How to test an agent: a model that follows a script, tools that do as told, time that takes no
 * time.
 */
@ExtendWith(
    RuntimeExtension.class) // fails a test that leaves a thread or an unanswered call behind
class HowToTestAnAgentTest {

  @Test
  void looksAtTheDiskBeforeItAnswers(VirtualTime time, EventRecorder events) {
    FakeTool disk =
        FakeTool.named("disk_usage")
            .delay(Duration.ofSeconds(3))
            .replies(Replies.text("/var 97 %"))
            .build();
    ScriptedModel model =
        ScriptedModel.on(
            time,
            Turn.call("disk_usage", "{\"path\":\"/var\"}").withUsage(120, 12),
            Turn.answer("/var is full."));

    try (AgentRuntime runtime =
        AgentRuntime.builder(model).tools(disk).time(time).listener(events).build()) {
      RunResult result = runtime.agent("triage").build().run("Why is checkout slow?");

      assertEquals("/var is full.", result.orThrow());
      assertEquals(132, result.usage().totalTokens());
    }
    model.assertExhausted();
    assertEquals("{\"path\":\"/var\"}", disk.invocations().getFirst().arguments());
    assertEquals(Duration.ofSeconds(3), time.elapsed());
  }

  @Test
  void asksAnotherToolIfOneFails(VirtualTime time, EventRecorder events) {
    FakeTool disk =
        FakeTool.named("disk_usage")
            .replies(Replies.failure(() -> new IOException("no route")))
            .build();
    FakeTool load = FakeTool.answering("load", "load 0.3");
    RuleModel model =
        RuleModel.builder()
            .when("begin", talk -> talk.results().isEmpty(), talk -> Turn.call("disk_usage", "{}"))
            .when(
                "disk failed",
                talk -> talk.lastResults().getFirst().error(),
                talk -> Turn.call("load", "{}"))
            .otherwise(
                talk -> Turn.answer("It is not the load: " + talk.lastResults().getFirst().text()))
            .build();

    try (AgentRuntime runtime =
        AgentRuntime.builder(model).tools(disk, load).time(time).listener(events).build()) {
      assertEquals(
          "It is not the load: load 0.3", runtime.agent("triage").build().run("Slow!").orThrow());
    }
    List<String> outcomes =
        events.events(ToolCallEnded.class).stream().map(ended -> ended.outcome().code()).toList();
    assertEquals(List.of("infrastructure_error", "success"), outcomes);
  }

  @Test
  void cancellingReachesAToolThatHangs(VirtualTime time, EventRecorder events) throws Exception {
    FakeTool shell =
        FakeTool.named("shell").traits(ToolTrait.INTERRUPTIBLE).replies(Replies.hang()).build();
    ScriptedModel model = ScriptedModel.on(time, Turn.call("shell", "{}"));

    try (AgentRuntime runtime =
        AgentRuntime.builder(model).tools(shell).time(time).listener(events).build()) {
      AgentRun run = runtime.agent("triage").build().start("Look around.");
      shell.awaitCalls(1, Deadline.never(), time);
      run.cancel("the user gave up");

      assertInstanceOf(RunResult.Cancelled.class, run.result());
      assertEquals(1, shell.interrupted());
      assertTrue(time.elapsed().isZero());
    }
  }
}
