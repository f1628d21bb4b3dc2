package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.session.ConcurrentRuns;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionBusyException;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that meet in one session of one runtime. */
final class SessionConcurrencyTest {
  private static final RunOptions IN_S = RunOptions.builder().session("s").build();
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InMemorySessionStore store = new InMemorySessionStore();

  private Agent agent(Stage stage, ScriptedModel model, SessionOptions options, Object... tools) {
    return stage
        .build(stage.runtime(model).tools(tools).sessions(store, options))
        .agent("agent")
        .build();
  }

  @Test
  void runsOfOneSessionTakeTurnsInTheOrderTheyCame() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Turn[] script = new Turn[5];
      for (int i = 0; i < script.length; i++) {
        script[i] = Turn.answer("answer " + i).after(MINUTE);
      }
      ScriptedModel model = ScriptedModel.on(stage.time, script);
      Agent agent = agent(stage, model, SessionOptions.defaults());
      List<AgentRun> runs = new ArrayList<>();
      for (int i = 0; i < script.length; i++) {
        runs.add(agent.start("question " + i, IN_S));
        stage.time.settle();
      }
      for (int i = 0; i < script.length; i++) {
        assertEquals("answer " + i, runs.get(i).result().orThrow());
      }
      assertEquals(Duration.ofMinutes(5), stage.time.elapsed());
      List<String> questions =
          store.load(SessionKey.of("s")).messages().stream()
              .filter(UserMessage.class::isInstance)
              .map(message -> ((UserMessage) message).singleText())
              .toList();
      assertEquals(
          List.of("question 0", "question 1", "question 2", "question 3", "question 4"), questions);
    }
  }

  @Test
  void runsOfDifferentSessionsDoNotWaitForEachOther() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(
              stage.time, Turn.answer("a").after(MINUTE), Turn.answer("b").after(MINUTE));
      Agent agent = agent(stage, model, SessionOptions.defaults());
      AgentRun one = agent.start("1", IN_S);
      AgentRun two = agent.start("2", RunOptions.builder().tenant("t").session("s").build());
      one.result().orThrow();
      two.result().orThrow();
      assertEquals(MINUTE, stage.time.elapsed());
    }
  }

  @Test
  void aRefusedRunNamesTheOneInItsWay() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.answer("a").after(MINUTE), Turn.answer("b"));
      SessionOptions refuse = SessionOptions.defaults().withConcurrentRuns(ConcurrentRuns.REFUSE);
      Agent agent = agent(stage, model, refuse);
      AgentRun first = agent.start("1", IN_S);
      model.awaitRequests(1, Stage.NEVER);
      RunResult.Failed refused = assertInstanceOf(RunResult.Failed.class, agent.run("2", IN_S));
      SessionBusyException busy = assertInstanceOf(SessionBusyException.class, refused.error());
      assertEquals(first.runId(), busy.holder());
      assertTrue(String.valueOf(busy.getMessage()).contains(first.runId()));
      assertEquals(0, refused.usage().modelCalls());
      first.result().orThrow();
      assertEquals("b", agent.run("3", IN_S).orThrow());
    }
  }

  @Test
  void aWaitingRunKeepsToItsDeadline() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.answer("a").after(MINUTE), Turn.answer("c"));
      Agent agent = agent(stage, model, SessionOptions.defaults());
      AgentRun first = agent.start("1", IN_S);
      model.awaitRequests(1, Stage.NEVER);
      RunResult late =
          agent.run("2", RunOptions.builder().session("s").timeout(Duration.ofSeconds(10)).build());
      assertEquals(StopReason.DEADLINE, assertInstanceOf(RunResult.Stopped.class, late).reason());
      assertEquals(Duration.ofSeconds(10), stage.time.elapsed());
      first.result().orThrow();
      assertEquals("c", agent.run("3", IN_S).orThrow());
    }
  }

  @Test
  void aCancelledWaiterLeavesTheLineAndTheNextOneMovesUp() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.answer("a").after(MINUTE), Turn.answer("c"));
      Agent agent = agent(stage, model, SessionOptions.defaults());
      AgentRun first = agent.start("1", IN_S);
      model.awaitRequests(1, Stage.NEVER);
      AgentRun second = agent.start("2", IN_S);
      stage.time.settle();
      AgentRun third = agent.start("3", IN_S);
      stage.time.settle();
      second.cancel("changed my mind");
      assertEquals(Cancellation.Kind.REQUESTED, second.result().cancelledBy().orElseThrow().kind());
      first.result().orThrow();
      assertEquals("c", third.result().orThrow());
      assertFalse(store.load(SessionKey.of("s")).messages().contains(UserMessage.from("2")));
    }
  }

  @Test
  void aRunInsideTheHolderIsRefusedRatherThanWaitForEver() {
    try (Stage stage = new Stage()) {
      List<RunResult> inner = new ArrayList<>();
      Agent[] self = new Agent[1];
      FakeTool tool =
          FakeTool.named("again")
              .replies(
                  call -> {
                    inner.add(self[0].run("inside", IN_S));
                    return ToolOutcome.success("tried");
                  })
              .build();
      ScriptedModel model = ScriptedModel.of(Turn.call("again", "{}"), Turn.answer("done"));
      self[0] = agent(stage, model, SessionOptions.defaults(), tool);
      assertEquals("done", self[0].run("go", IN_S).orThrow());
      RunResult.Failed refused = assertInstanceOf(RunResult.Failed.class, inner.getFirst());
      assertInstanceOf(SessionBusyException.class, refused.error());
    }
  }

  @Test
  void howeverARunEndsItGivesItsSessionBack() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time,
              Turn.failure(new IllegalStateException("down")),
              Turn.call("slow", "{}"),
              Turn.empty(),
              Turn.answer("at last"));
      Agent agent = agent(stage, model, SessionOptions.defaults(), slow);
      agent.run("fails", IN_S);
      AgentRun cancelled = agent.start("is cancelled", IN_S);
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      cancelled.cancel("enough");
      cancelled.result();
      agent.run("gets nothing", IN_S);
      assertEquals("at last", agent.run("works", IN_S).orThrow());
    }
  }
}
