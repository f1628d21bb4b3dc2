package dev.agentruntime.middleware.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The layer in the real runtime: loop(tool), several tools and runs. */
@ExtendWith(RuntimeExtension.class)
class LoopDetectionRunTest {
  private final FakeTool status = FakeTool.answering("status", "pending");
  private final FakeTool work = FakeTool.answering("work", "done");
  private final TrackedTime time;

  LoopDetectionRunTest(TrackedTime time) {
    this.time = time;
  }

  private AgentRuntime runtime(ScriptedModel model) {
    return AgentRuntime.builder(model)
        .tools(status, work)
        .middleware(LoopDetection.standard())
        .time(time)
        .build();
  }

  // Part B 4: interleaved polling with the same result is warned of, blocked, and ends the run.
  @Test
  void interleavedPollingWithTheSameResultEndsTheRun() {
    Turn[] script =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? Turn.call("status", "{}")
                        : Turn.call("work", "{\"step\":" + i + "}"))
            .toArray(Turn[]::new);
    try (AgentRuntime runtime = runtime(ScriptedModel.of(script))) {
      RunResult.Stopped stopped =
          assertInstanceOf(
              RunResult.Stopped.class, runtime.agent("triage").build().run("is it done?"));
      assertEquals(StopReason.LAYER, stopped.reason());
      assertEquals(
          "loop-detection: limit of 2 blocked calls, call number 2 was one of 'status'"
              + " (identical_calls)",
          stopped.detail());
      assertEquals(3, status.invocations().size());
      assertEquals(4, work.invocations().size());
    }
  }

  @Test
  void callsMadeSideBySideAreNotRefusedForEachOthersResults() {
    Turn five =
        Turn.call("status", "{}")
            .andCall("status", "{}")
            .andCall("status", "{}")
            .andCall("status", "{}")
            .andCall("status", "{}");
    try (AgentRuntime runtime = runtime(ScriptedModel.of(five, five, Turn.answer("well")))) {
      assertInstanceOf(
          RunResult.Completed.class, runtime.agent("triage").build().run("is it done?"));
      assertEquals(5, status.invocations().size(), "all of the first turn, none of the second");
    }
  }

  @Test
  void whatTheUserSaysNextBeginsAnew() {
    Turn ask = Turn.call("status", "{}");
    ScriptedModel model =
        ScriptedModel.of(ask, ask, ask, Turn.answer("no"), ask, ask, ask, Turn.answer("still no"));
    try (AgentRuntime runtime = runtime(model)) {
      Agent agent = runtime.agent("triage").build();
      for (String input : List.of("is it done?", "and now?")) {
        assertInstanceOf(RunResult.Completed.class, agent.run(input));
      }
      assertEquals(6, status.invocations().size());
    }
  }

  @Test
  void aSubAgentHasAWindowOfItsOwn() {
    Turn ask = Turn.call("status", "{}");
    AgentRuntime inner =
        runtime(ScriptedModel.of(ask, ask, Turn.answer("a"), ask, ask, Turn.answer("b")));
    Agent helper = inner.agent("helper").build();
    FakeTool delegate =
        FakeTool.named("delegate")
            .replies(call -> ToolOutcome.success(helper.run("go").text()))
            .build();
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("delegate", "{}"),
            ask,
            ask,
            Turn.call("delegate", "{}"),
            ask,
            Turn.answer("done"));
    try (inner;
        AgentRuntime outer =
            AgentRuntime.builder(model)
                .tools(delegate, status)
                .middleware(LoopDetection.standard())
                .time(time)
                .build()) {
      assertInstanceOf(RunResult.Completed.class, outer.agent("triage").build().run("is it done?"));
      assertEquals(7, status.invocations().size(), "two, two and three");
    }
  }
}
