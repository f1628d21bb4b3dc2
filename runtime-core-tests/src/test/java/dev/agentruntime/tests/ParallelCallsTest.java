package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.testkit.tool.Trail;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the calls of one turn run beside each other. */
final class ParallelCallsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The n-th call waits so many seconds as its argument says. */
  private static FakeTool waiting() {
    return FakeTool.named("wait")
        .replies(
            call -> {
              int seconds = call.arguments().object().get("s").asInt();
              call.context().time().sleep(Duration.ofSeconds(seconds));
              return ToolOutcome.success("after " + seconds);
            })
        .build();
  }

  private static Turn calls(int count, String tool) {
    Turn turn = Turn.call(tool, "{\"n\":0}");
    for (int n = 1; n < count; n++) {
      turn = turn.andCall(tool, "{\"n\":" + n + "}");
    }
    return turn;
  }

  @Test
  void resultsStandInTheOrderOfTheCallsNotOfTheirEnds() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("wait", "{\"s\":3}")
                  .andCall("wait", "{\"s\":1}")
                  .andCall("wait", "{\"s\":2}"),
              Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, waiting()).run("go"));
      assertEquals(List.of("after 3", "after 1", "after 2"), texts(result));
      assertEquals(Duration.ofSeconds(3), stage.time.elapsed());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void asManyCallsAsTheLimitRunAtATimeAndNoMore(int limit) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").delay(SECOND).replies(Replies.echo()).build();
      ScriptedModel model = ScriptedModel.of(calls(20, "tool"), Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(tool)
                  .limits(RunLimits.defaults().withParallelCalls(limit)));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals(limit, tool.mostAtOnce());
      assertEquals(Duration.ofSeconds((20 + limit - 1) / limit), stage.time.elapsed());
      assertEquals(
          IntStream.range(0, 20).mapToObj(n -> "{\"n\":" + n + "}").toList(), texts(result));
    }
  }

  @Test
  void sixteenIsTheDefault() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").delay(SECOND).build();
      ScriptedModel model = ScriptedModel.of(calls(40, "tool"), Turn.answer("done"));
      stage.checked(stage.agent(model, tool).run("go"));
      assertEquals(16, tool.mostAtOnce());
    }
  }

  @Test
  void aCallBeginsAsSoonAsAnotherEndsNotWhenAWholeBatchHas() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("wait", "{\"s\":10}")
                  .andCall("wait", "{\"s\":1}")
                  .andCall("wait", "{\"s\":4}")
                  .andCall("wait", "{\"s\":5}"),
              Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(waiting())
                  .limits(RunLimits.defaults().withParallelCalls(2)));
      stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals(Duration.ofSeconds(10), stage.time.elapsed());
    }
  }

  @Test
  void serialCallsRunInTheOrderOfTheRequest() {
    try (Stage stage = new Stage()) {
      Trail trail = new Trail();
      FakeTool tool =
          FakeTool.named("tool")
              .replies(
                  call -> {
                    trail.mark(call.callId());
                    return ToolOutcome.success("ok");
                  })
              .build();
      ScriptedModel model = ScriptedModel.of(calls(5, "tool"), Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage.runtime(model).tools(tool).limits(RunLimits.defaults().withParallelCalls(1)));
      stage.checked(runtime.agent("agent").build().run("go"));
      trail.assertIs("call-1-1", "call-1-2", "call-1-3", "call-1-4", "call-1-5");
    }
  }

  @Test
  void anExclusiveToolRunsAloneAfterThoseBeforeItAndBeforeThoseAfterIt() {
    try (Stage stage = new Stage()) {
      Trail trail = new Trail();
      FakeTool shared = traced("shared", trail).delay(Duration.ZERO).build();
      FakeTool alone = traced("alone", trail).traits(ToolTrait.EXCLUSIVE).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("shared", "{}")
                  .andCall("shared", "{}")
                  .andCall("alone", "{}")
                  .andCall("alone", "{}")
                  .andCall("shared", "{}")
                  .andCall("shared", "{}"),
              Turn.answer("done"));
      stage.checked(stage.agent(model, shared, alone).run("go"));
      assertEquals(1, alone.mostAtOnce());
      assertEquals(2, shared.mostAtOnce());
      // Each takes a second: two shared together, two alone, two shared together.
      assertEquals(Duration.ofSeconds(4), stage.time.elapsed());
      List<String> marks = trail.marks();
      assertEquals(List.of("alone+", "alone-", "alone+", "alone-"), marks.subList(4, 8));
      assertTrue(marks.subList(0, 4).stream().allMatch(mark -> mark.startsWith("shared")));
      assertTrue(marks.subList(8, 12).stream().allMatch(mark -> mark.startsWith("shared")));
    }
  }

  private static FakeTool.Builder traced(String name, Trail trail) {
    return FakeTool.named(name)
        .replies(
            call -> {
              trail.mark(name + "+");
              call.context().time().sleep(SECOND);
              trail.mark(name + "-");
              return ToolOutcome.success("ok");
            });
  }

  @Test
  void everyCallOfAWideTurnIsAnswered() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .replies(Replies.echo())
              .failingAtRandom(0.3, 7, Replies.failure(() -> new IllegalStateException("bad luck")))
              .build();
      ScriptedModel model = ScriptedModel.of(calls(500, "tool"), Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(tool)
                  .limits(RunLimits.defaults().withToolCalls(500).withCallsPerTool(500)));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals(500, result.usage().toolCalls());
      assertEquals(500, tool.invocations().size());
      List<String> codes = ToolOutcomesTest.codes(stage, result);
      assertTrue(codes.contains("success") && codes.contains("infrastructure_error"));
    }
  }

  // A lone call needs no other thread, if its tool ends when told to.
  @Test
  void aLoneCallOfAnInterruptibleToolRunsOnTheRunsOwnThread() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").traits(ToolTrait.INTERRUPTIBLE).build();
      FakeTool undeclared = FakeTool.named("undeclared").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}"), Turn.call("undeclared", "{}"), Turn.answer("done"));
      stage.checked(stage.agent(model, tool, undeclared).run("go"));
      String own = Thread.currentThread().getName();
      assertEquals(own, tool.invocations().getFirst().threadName());
      String child = undeclared.invocations().getFirst().threadName();
      assertFalse(child.equals(own));
      assertTrue(child.endsWith("/turn-2/undeclared#0"), child);
    }
  }

  private static List<String> texts(RunResult result) {
    return History.results(result.summary().messages()).stream()
        .map(ToolExecutionResultMessage::text)
        .toList();
  }
}
