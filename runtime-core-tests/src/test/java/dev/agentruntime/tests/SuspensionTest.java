package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.run.RunCheckpoint;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A suspended run goes on where it stood: nothing is repeated, everything is looked at again. */
final class SuspensionTest {
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final FakeTool gated = FakeTool.named("gated").replies(Replies.text("did it")).build();
  private final FakeTool free = FakeTool.named("free").replies(Replies.text("read it")).build();

  private AgentRuntime.Builder runtime(Stage stage, ScriptedModel model) {
    return stage
        .runtime(model)
        .tools(gated, free)
        .middleware(
            Anchor.APPROVAL,
            "human",
            (call, next) ->
                call.toolName().equals("gated") && !open.contains(call.callId())
                    ? new ToolOutcome.Suspended("req-" + call.callId(), "ask")
                    : next.handle(call));
  }

  private Agent agent(Stage stage, Turn... turns) {
    return stage.build(runtime(stage, ScriptedModel.of(turns))).agent("agent").build();
  }

  private static RunResult.Suspended suspended(RunResult result) {
    return assertInstanceOf(RunResult.Suspended.class, result);
  }

  private static List<String> results(RunResult result) {
    return History.results(result.summary().messages()).stream().map(m -> m.text()).toList();
  }

  @Test
  void aResumedRunNeverRepeatsAFinishedCall() {
    try (Stage stage = new Stage()) {
      Agent agent =
          agent(
              stage,
              Turn.call("free", "{}").andCall("gated", "{}").withIds("a", "b"),
              Turn.answer("done"));
      RunResult.Suspended first = suspended(agent.run("go"));
      open.add("b");

      RunResult last = agent.resume(first);

      assertEquals("done", last.orThrow());
      assertEquals(1, free.invocations().size());
      assertEquals(1, gated.invocations().size());
      assertEquals(List.of("read it", "did it"), results(last));
      assertEquals(first.summary().runId(), last.summary().runId());
      assertEquals(2, last.usage().modelCalls());
      assertEquals(2, last.usage().toolCalls());
      assertEquals(List.of(), History.faults(last.summary().messages()));
    }
  }

  @Test
  void aCallWhoseAnswerIsNotThereSuspendsTheRunAgain() {
    try (Stage stage = new Stage()) {
      Agent agent =
          agent(
              stage,
              Turn.call("gated", "{}").andCall("gated", "{}").withIds("a", "b"),
              Turn.answer("done"));
      RunResult.Suspended first = suspended(agent.run("go"));
      open.add("b");
      RunResult.Suspended second = suspended(agent.resume(first));
      assertEquals(List.of("a"), second.pending().stream().map(RunResult.Pending::callId).toList());
      open.add("a");

      RunResult last = agent.resume(second);

      assertEquals("done", last.orThrow());
      assertEquals(List.of("b", "a"), gated.invocations().stream().map(i -> i.callId()).toList());
    }
  }

  @Test
  void aRunGoesOnOnlyOnce() {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, Turn.call("gated", "{}").withIds("a"), Turn.answer("done"));
      RunResult.Suspended first = suspended(agent.run("go"));
      open.add("a");
      agent.resume(first);

      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> agent.resume(first));

      assertTrue(String.valueOf(refused.getMessage()).contains("resumed already"));
      assertEquals(1, gated.invocations().size());
    }
  }

  @Test
  void onlyItsOwnAgentCanGoOnWithARun() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(runtime(stage, ScriptedModel.of(Turn.call("gated", "{}"))));
      RunResult.Suspended first = suspended(runtime.agent("one").build().run("go"));

      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> runtime.agent("other").build().resume(first));

      assertTrue(String.valueOf(refused.getMessage()).contains("'one'"));
    }
  }

  @Test
  void countsGoOnAcrossASuspension() {
    try (Stage stage = new Stage()) {
      Agent agent =
          stage
              .build(
                  runtime(
                          stage,
                          ScriptedModel.of(
                              Turn.call("gated", "{}").withIds("a"),
                              Turn.call("free", "{}"),
                              Turn.answer("never")))
                      .limits(RunLimits.defaults().withModelCalls(2)))
              .agent("agent")
              .build();
      RunResult.Suspended first = suspended(agent.run("go"));
      open.add("a");

      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, agent.resume(first));

      assertEquals(StopReason.MODEL_CALL_LIMIT, stopped.reason());
    }
  }

  @Test
  void noTimeOfTheRunPassesWhileItIsSuspended() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Agent agent = agent(stage, Turn.call("gated", "{}").withIds("a"), Turn.answer("done"));
      RunResult.Suspended first =
          suspended(agent.run("go", RunOptions.builder().timeout(Duration.ofSeconds(30)).build()));
      assertEquals(Duration.ofSeconds(30), first.checkpoint().timeLeft());
      stage.time.sleep(Duration.ofHours(3));
      open.add("a");

      assertEquals("done", agent.resume(first).orThrow());
    }
  }

  @Test
  void aSessionGoesOnWithItsWholeConversation() {
    try (Stage stage = new Stage()) {
      InMemorySessionStore store = new InMemorySessionStore();
      Agent agent =
          stage
              .build(
                  runtime(
                          stage,
                          ScriptedModel.of(
                              Turn.call("gated", "{}").withIds("a"), Turn.answer("done")))
                      .sessions(store))
              .agent("agent")
              .instructions("be good")
              .build();
      RunOptions options = RunOptions.builder().session("s").build();
      RunResult.Suspended first = suspended(agent.run("go", options));
      open.add("a");

      RunResult last = agent.resume(first);

      assertEquals("done", last.orThrow());
      assertEquals(5, last.summary().messages().size(), last.summary().messages()::toString);
      assertEquals(List.of(), last.summary().unsavedMessages());
      assertEquals(List.of(), History.faults(last.summary().messages()));
    }
  }

  @Test
  void aCheckpointTellsWhereTheRunStandsAndNoneOfWhatWasSaid() {
    try (Stage stage = new Stage()) {
      Agent agent =
          agent(
              stage, Turn.call("free", "{}").andCall("gated", "{\"secret\":1}").withIds("a", "b"));
      RunCheckpoint checkpoint = suspended(agent.run("geheim")).checkpoint();

      assertEquals(1, checkpoint.messages().size());
      assertEquals(2, checkpoint.counts().own().toolCalls());
      assertEquals(
          "success", Objects.requireNonNull(checkpoint.calls().getFirst().outcome()).code());
      String text = checkpoint.toString();
      assertTrue(text.contains("1 of 2 calls waiting"), text);
      assertTrue(!text.contains("geheim") && !text.contains("secret"), text);
    }
  }
}
