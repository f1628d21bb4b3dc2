package dev.agentruntime.middleware.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the model gets wrong, in the real runtime: limit(arguments(tool)). */
@ExtendWith(RuntimeExtension.class)
class FailureLimitRunTest {
  private static final Turn BAD = Turn.call("pay", "{\"amount\":\"a lot\"}");
  private static final Turn GOOD = Turn.call("pay", "{\"amount\":1}");
  private static final Turn NOBODYS = Turn.call("guess", "{}");

  private final FakeTool pay =
      FakeTool.named("pay")
          .schema(
              JsonObjectSchema.builder().addIntegerProperty("amount").required("amount").build())
          .build();
  private final TrackedTime time;
  private final EventRecorder events;

  FailureLimitRunTest(TrackedTime time, EventRecorder events) {
    this.time = time;
    this.events = events;
  }

  private RunResult run(Turn... script) {
    FailureLimit limit = FailureLimit.builder().invalidArguments(3).unknownTools(2).build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(script))
            .tools(pay)
            .middleware(limit)
            .listener(events)
            .time(time)
            .build()) {
      return runtime.agent("clerk").build().run("pay");
    }
  }

  private List<String> codes() {
    List<String> codes = new ArrayList<>();
    for (RunEvent event : events.events()) {
      if (event instanceof RunEvent.ToolCallEnded ended) {
        codes.add(ended.outcome().code());
      }
    }
    return codes;
  }

  @Test
  void argumentsThatAreInvalidTurnAfterTurnEndTheRun() {
    RunResult.Stopped stopped =
        assertInstanceOf(RunResult.Stopped.class, run(BAD, BAD, BAD, BAD, BAD, BAD));
    assertEquals(StopReason.LAYER, stopped.reason());
    assertEquals(
        "failure-limit: invalid_arguments limit of 3 turns, turn number 5 of 'pay'",
        stopped.detail());
    assertEquals(
        List.of(
            "invalid_arguments", "invalid_arguments", "invalid_arguments", "blocked", "blocked"),
        codes());
  }

  @Test
  void argumentsThatAreRightAreNeverRefusedForEarlierOnes() {
    assertInstanceOf(
        RunResult.Completed.class,
        run(BAD, BAD, BAD, BAD, GOOD, BAD, BAD, BAD, GOOD, Turn.answer("paid")));
    assertEquals(2, pay.invocations().size());
    assertEquals(1, codes().stream().filter("blocked"::equals).count());
  }

  @Test
  void invalidArgumentsAreNoFailuresOfTheTool() {
    assertInstanceOf(RunResult.Completed.class, run(BAD, BAD, BAD, GOOD, Turn.answer("paid")));
    assertEquals("success", codes().getLast());
  }

  @Test
  void toolsNobodyHasEndTheRun() {
    RunResult.Stopped stopped =
        assertInstanceOf(
            RunResult.Stopped.class, run(NOBODYS, GOOD, NOBODYS, GOOD, NOBODYS, NOBODYS));
    assertEquals("failure-limit: unknown_tools limit of 2 turns, turn number 4", stopped.detail());
  }

  @Test
  void manyMistakesOfOneTurnAreOne() {
    Turn many = NOBODYS;
    for (int i = 0; i < 9; i++) {
      many = many.andCall("guess", "{}").andCall("pay", "{}");
    }
    assertInstanceOf(RunResult.Completed.class, run(many, many, Turn.answer("well")));
    assertTrue(codes().stream().noneMatch("blocked"::equals));
  }
}
