package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.context.Usage;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunNotCompletedException;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run ends that does not end by an answer, and what is kept of it. */
final class LimitsTest {
  private static Agent agent(Stage stage, ScriptedModel model, RunLimits limits, Object... tools) {
    return stage.build(stage.runtime(model).tools(tools).limits(limits)).agent("agent").build();
  }

  private static RunResult.Stopped stopped(Stage stage, RunResult result, StopReason reason) {
    RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stage.checked(result));
    assertEquals(reason, stopped.reason());
    return stopped;
  }

  @Test
  void theModelIsAskedAsOftenAsTheLimitAllowsAndThePartialAnswerIsKept() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").saying("The disk looks full."),
              Turn.call("tool", "{}"),
              Turn.call("tool", "{}"));
      RunResult result =
          agent(stage, model, RunLimits.defaults().withModelCalls(3), tool).run("go");
      RunResult.Stopped stopped = stopped(stage, result, StopReason.MODEL_CALL_LIMIT);
      assertEquals("The disk looks full.", stopped.text());
      assertTrue(stopped.detail().contains("3"), stopped::detail);
      assertEquals(3, result.usage().modelCalls());
      assertEquals(3, tool.invocations().size());
      model.assertExhausted();
    }
  }

  @Test
  void anAnswerInTheLastAllowedTurnCompletesTheRun() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      RunResult result =
          agent(
                  stage,
                  model,
                  RunLimits.defaults().withModelCalls(2),
                  FakeTool.named("tool").build())
              .run("go");
      assertEquals("done", stage.checked(result).orThrow());
    }
  }

  @Test
  void callsBeyondTheLimitOfARunAreBlockedAndEndIt() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").andCall("tool", "{}"),
              Turn.call("tool", "{}")
                  .andCall("tool", "{}")
                  .andCall("nobody", "{}")
                  .saying("Still looking."));
      RunResult result = agent(stage, model, RunLimits.defaults().withToolCalls(3), tool).run("go");
      RunResult.Stopped stopped = stopped(stage, result, StopReason.TOOL_CALL_LIMIT);
      assertEquals("Still looking.", stopped.text());
      assertEquals(
          List.of("success", "success", "success", "blocked", "blocked"),
          ToolOutcomesTest.codes(stage, result));
      assertEquals(3, tool.invocations().size());
      assertTrue(stopped.detail().contains("3"), stopped::detail);
    }
  }

  // The first call too many is a warning the model can act on; the second ends the run.
  @Test
  void aToolCalledTooOftenIsBlockedOnceAndThenEndsTheRun() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      FakeTool other = FakeTool.named("other").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").andCall("tool", "{}"),
              Turn.call("tool", "{}"),
              Turn.call("other", "{}"),
              Turn.call("tool", "{}"));
      RunResult result =
          agent(stage, model, RunLimits.defaults().withCallsPerTool(2), tool, other).run("go");
      RunResult.Stopped stopped = stopped(stage, result, StopReason.CALLS_PER_TOOL_LIMIT);
      assertTrue(stopped.detail().contains("'tool'"), stopped::detail);
      assertEquals(
          List.of("success", "success", "blocked", "success", "blocked"),
          ToolOutcomesTest.codes(stage, result));
      assertEquals(2, tool.invocations().size());
    }
  }

  @Test
  void namesNobodyHasCountAsOneTool() {
    try (Stage stage = new Stage()) {
      List<Turn> script = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        script.add(Turn.call("made_up_" + i, "{}"));
      }
      ScriptedModel model = ScriptedModel.on(stage.time, script);
      RunResult result = agent(stage, model, RunLimits.defaults().withCallsPerTool(2)).run("go");
      stopped(stage, result, StopReason.CALLS_PER_TOOL_LIMIT);
      model.assertExhausted();
    }
  }

  @Test
  void countsBeginAnewWithEachRun() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}"),
              Turn.answer("one"),
              Turn.call("tool", "{}"),
              Turn.answer("two"));
      Agent agent =
          agent(
              stage,
              model,
              RunLimits.defaults().withToolCalls(1).withCallsPerTool(1).withModelCalls(2),
              FakeTool.named("tool").build());
      assertEquals("one", stage.checked(agent.run("go")).orThrow());
      assertEquals("two", stage.checked(agent.run("go")).orThrow());
    }
  }

  @Test
  void anAgentsOwnLimitsReplaceTheRuntimes() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"));
      AgentRuntime runtime =
          stage.build(stage.runtime(model).tools(FakeTool.named("tool").build()));
      RunResult result =
          runtime.agent("agent").limits(RunLimits.defaults().withModelCalls(1)).build().run("go");
      stopped(stage, result, StopReason.MODEL_CALL_LIMIT);
    }
  }

  @Test
  void aLayerMayEndTheRunAfterTheTurn() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").andCall("tool", "{}").saying("So far."));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(FakeTool.named("tool").build())
                  .middleware(
                      Anchor.LOOP,
                      "loop",
                      (call, next) -> {
                        call.run().stopAfterTurn("loop", "seen " + call.position());
                        return next.handle(call);
                      }));
      RunResult result = runtime.agent("agent").build().run("go");
      RunResult.Stopped stopped = stopped(stage, result, StopReason.LAYER);
      assertTrue(stopped.detail().startsWith("loop: seen "), stopped::detail);
      assertEquals("So far.", stopped.text());
      assertEquals(List.of("success", "success"), ToolOutcomesTest.codes(stage, result));
    }
  }

  @Test
  void anAnswerCutByLengthIsToldFromAWholeOne() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.answer("The culprit is").finishing(FinishReason.LENGTH));
      RunResult.Stopped stopped =
          stopped(stage, stage.agent(model).run("go"), StopReason.TRUNCATED_ANSWER);
      assertEquals("The culprit is", stopped.text());
      assertEquals(2, stopped.summary().messages().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "I cannot"})
  void aWithheldAnswerIsToldFromAWholeOne(String text) {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.answer(text).finishing(FinishReason.CONTENT_FILTER));
      RunResult.Stopped stopped =
          stopped(stage, stage.agent(model).run("go"), StopReason.CONTENT_FILTER);
      assertEquals(text, stopped.text());
    }
  }

  @Test
  void anEmptyAnswerIsNoAnswerAndWhatWasSaidBeforeIsKept() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").saying("Probably the disk."), Turn.empty());
      RunResult.Stopped stopped =
          stopped(
              stage,
              stage.agent(model, FakeTool.named("tool").build()).run("go"),
              StopReason.EMPTY_ANSWER);
      assertEquals("Probably the disk.", stopped.text());
      assertThrows(RunNotCompletedException.class, stopped::orThrow);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"STOP", "TOOL_EXECUTION"})
  void aTextIsAnAnswerWhetherOrNotTheProviderSaysWhyItEnds(
      @org.jspecify.annotations.Nullable String finish) {
    try (Stage stage = new Stage()) {
      FinishReason reason = finish == null ? null : FinishReason.valueOf(finish);
      ScriptedModel model = ScriptedModel.of(Turn.answer("done").finishing(reason));
      assertEquals("done", stage.checked(stage.agent(model).run("go")).orThrow());
    }
  }

  @Test
  void aTextThatEndsForAnUnknownReasonIsNotTakenForAnAnswer() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.answer("To do so,").finishing(FinishReason.OTHER));
      RunResult.Stopped stopped =
          stopped(stage, stage.agent(model).run("go"), StopReason.UNKNOWN_END);
      assertEquals("To do so,", stopped.text());
    }
  }

  @Test
  void tokensAreSummedOverTurnsAndHolesCountAsNothing() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").withUsage(100, 10),
              Turn.call("tool", "{}"),
              Turn.call("tool", "{}").withUsage(new TokenUsage(50)),
              Turn.call("tool", "{}").withUsage(new TokenUsage(null, 7)),
              Turn.answer("done").withUsage(Integer.MAX_VALUE, Integer.MAX_VALUE));
      RunResult result =
          stage.checked(stage.agent(model, FakeTool.named("tool").build()).run("go"));
      long most = Integer.MAX_VALUE;
      assertEquals(new Usage(5, 4, 150 + most, 17 + most), result.usage());
    }
  }
}
