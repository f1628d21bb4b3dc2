package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.SessionConflictException;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionStoreException;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run says, and what is stored, when the store fails or somebody else was faster. */
final class SessionFailuresTest {
  private static final SessionKey S = SessionKey.of("s");
  private static final RunOptions IN_S = RunOptions.builder().session("s").build();
  private static final List<ChatMessage> THEIRS =
      List.of(UserMessage.from("theirs"), AiMessage.from("their answer"));

  private static Agent agent(Stage stage, ScriptedModel model, HookedStore store, FakeTool... t) {
    return stage
        .build(stage.runtime(model).tools((Object[]) t).sessions(store))
        .agent("agent")
        .build();
  }

  private static SessionStoreException down() {
    return new SessionStoreException(S, "no connection", null);
  }

  @Test
  void ifLoadingFailsTheRunFailsBeforeTheModelIsAskedAndNothingIsWritten() {
    try (Stage stage = new Stage()) {
      SessionStoreException down = down();
      HookedStore store =
          new HookedStore()
              .beforeLoad(
                  () -> {
                    throw down;
                  });
      RunResult.Failed failed =
          assertInstanceOf(
              RunResult.Failed.class,
              stage.checked(agent(stage, ScriptedModel.of(), store).run("go", IN_S)));
      assertSame(down, failed.error());
      assertEquals(0, store.saves.get());
    }
  }

  @Test
  void ifSavingFailsTheRunFailsAndSaysWhatIsNotStored() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.answering("tool", "done it");
      HookedStore store = new HookedStore();
      store.beforeSave(
          () -> {
            if (store.saves.get() == 2) {
              throw down();
            }
          });
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}"), Turn.call("tool", "{}"), Turn.answer("never"));
      RunResult.Failed failed =
          assertInstanceOf(
              RunResult.Failed.class,
              stage.checked(agent(stage, model, store, tool).run("go", IN_S)));
      assertInstanceOf(SessionStoreException.class, failed.error());
      assertEquals(3, store.stored(S).size());
      assertEquals(List.of(), History.faults(store.stored(S)));
      assertEquals(2, failed.summary().unsavedMessages().size());
      List<ChatMessage> all = new ArrayList<>(store.stored(S));
      all.addAll(failed.summary().unsavedMessages());
      assertEquals(failed.summary().messages(), all);
    }
  }

  @Test
  void anAnswerThatCannotBeSavedIsInTheFailedResult() {
    try (Stage stage = new Stage()) {
      HookedStore store =
          new HookedStore()
              .beforeSave(
                  () -> {
                    throw down();
                  });
      RunResult result =
          agent(stage, ScriptedModel.of(Turn.answer("forty-two")), store).run("go", IN_S);
      assertInstanceOf(RunResult.Failed.class, result);
      assertEquals("forty-two", result.text());
      assertEquals(
          List.of(UserMessage.from("go"), AiMessage.from("forty-two")),
          result.summary().unsavedMessages());
    }
  }

  @Test
  void ofTwoProcessesTheSlowerOneLosesWithATypedResultAndTheOthersTurnStays() {
    try (Stage stage = new Stage()) {
      HookedStore store = new HookedStore();
      store.put(S, THEIRS);
      FakeTool tool = FakeTool.answering("tool", "did it");
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}"),
              Turn.call("tool", "{}"),
              Turn.answer("never"),
              Turn.answer("now it works"));
      List<ChatMessage> faster = new ArrayList<>(THEIRS);
      faster.add(UserMessage.from("faster"));
      faster.add(AiMessage.from("faster"));
      store.beforeSave(
          () -> {
            if (store.saves.get() == 1) {
              store.put(S, faster);
            }
          });
      Agent agent = agent(stage, model, store, tool);
      RunResult.Failed lost =
          assertInstanceOf(RunResult.Failed.class, stage.checked(agent.run("go", IN_S)));
      SessionConflictException conflict =
          assertInstanceOf(SessionConflictException.class, lost.error());
      assertEquals(S, conflict.key());
      assertEquals(1, tool.invocations().size());
      assertEquals(3, lost.summary().unsavedMessages().size());
      assertEquals(faster, store.stored(S));
    }
  }

  @Test
  void aSessionDeletedMeanwhileIsNotMadeAgainByTheRunThatHadIt() {
    try (Stage stage = new Stage()) {
      HookedStore store = new HookedStore();
      store.put(S, THEIRS);
      store.beforeSave(() -> store.delete(S));
      RunResult.Failed lost =
          assertInstanceOf(
              RunResult.Failed.class,
              agent(stage, ScriptedModel.of(Turn.answer("a")), store).run("go", IN_S));
      assertInstanceOf(SessionConflictException.class, lost.error());
      assertEquals(List.of(), store.stored(S));
    }
  }

  @Test
  void cancellingReachesAStoreThatBlocksInALoad() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      HookedStore store = new HookedStore().beforeLoad(() -> gate.pass(stage.time));
      AgentRun run = agent(stage, ScriptedModel.of(), store).start("go", IN_S);
      gate.awaitArrivals(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      assertEquals(Cancellation.Kind.REQUESTED, run.result().cancelledBy().orElseThrow().kind());
    }
  }

  @Test
  void aRunCancelledInASaveSaysThatItMayNotBeStored() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      HookedStore store = new HookedStore().beforeSave(() -> gate.pass(stage.time));
      AgentRun run = agent(stage, ScriptedModel.of(Turn.answer("a")), store).start("go", IN_S);
      gate.awaitArrivals(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = run.result();
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(2, result.summary().unsavedMessages().size());
    }
  }

  // The tool has run; the next run must know, although this one was told to stop.
  @Test
  void theLastTurnOfACancelledRunIsStillSavedButNotForEver() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      HookedStore store = new HookedStore();
      store.beforeSave(() -> new Gate().pass(stage.time));
      AgentRun run =
          stage
              .build(
                  stage
                      .runtime(ScriptedModel.on(stage.time, Turn.call("slow", "{}")))
                      .tools(slow)
                      .limits(RunLimits.defaults().withGrace(Duration.ofSeconds(3)))
                      .sessions(store))
              .agent("agent")
              .build()
              .start("go", IN_S);
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = run.result();
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(Duration.ofSeconds(3), stage.time.elapsed());
      assertEquals(3, result.summary().unsavedMessages().size());
    }
  }

  @Test
  void anInterruptOfTheHostBetweenToolAndSaveLosesNothing() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    stage.time.interrupt(Thread.currentThread());
                    return ToolOutcome.success("did it");
                  })
              .build();
      HookedStore store =
          new HookedStore()
              .beforeSave(
                  () -> {
                    if (Thread.currentThread().isInterrupted()) {
                      throw new InterruptedException("as a driver would");
                    }
                  });
      RunResult result =
          agent(stage, ScriptedModel.of(Turn.call("tool", "{}")), store, tool).run("go", IN_S);
      assertTrue(Thread.interrupted(), "the host's flag");
      assertEquals(Cancellation.Kind.INTERRUPTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(3, store.stored(S).size());
      assertEquals(List.of(), result.summary().unsavedMessages());
    }
  }
}
