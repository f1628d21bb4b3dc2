package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run of a session sees of earlier runs, and what later runs see of it. */
final class SessionRunTest {
  private static final SessionKey S = SessionKey.of("s");

  private final InMemorySessionStore store = new InMemorySessionStore();

  private static RunOptions session(String id) {
    return RunOptions.builder().session(id).build();
  }

  private List<ChatMessage> stored() {
    return store.load(S).messages();
  }

  @Test
  void aRunGoesOnWhereTheLastOneOfItsSessionEnded() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.answering("tool", "42");
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}"), Turn.answer("It is 42."), Turn.answer("As I said."));
      AgentRuntime runtime = stage.build(stage.runtime(model).tools(tool).sessions(store));
      Agent first = runtime.agent("first").instructions("Be brief.").build();
      Agent second = runtime.agent("second").instructions("Be kind.").build();
      stage.checked(first.run("How many?", session("s")));
      RunResult result = second.run("Sure?", session("s"));
      List<ChatMessage> asked = model.requests().getLast().messages();
      assertEquals(SystemMessage.from("Be kind."), asked.getFirst());
      assertEquals(UserMessage.from("How many?"), asked.get(1));
      assertEquals(AiMessage.from("It is 42."), asked.get(4));
      assertEquals(UserMessage.from("Sure?"), asked.get(5));
      assertEquals(7, result.summary().messages().size());
      assertEquals(List.of(), result.summary().unsavedMessages());
      assertEquals(result.summary().messages().subList(1, 7), stored());
    }
  }

  @Test
  void aRunWithoutASessionAndOneOfAnotherTouchNothing() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer("a"), Turn.answer("b"), Turn.answer("c"));
      AgentRuntime runtime = stage.build(stage.runtime(model).sessions(store));
      Agent agent = runtime.agent("agent").build();
      agent.run("1", session("s"));
      agent.run("2", session("other"));
      RunResult none = agent.run("3");
      assertEquals(List.of(UserMessage.from("3"), AiMessage.from("c")), none.summary().messages());
      assertEquals(2, store.size());
      assertEquals(List.of(UserMessage.from("1"), AiMessage.from("a")), stored());
    }
  }

  @Test
  void equalSessionIdsOfTwoTenantsShareNothing() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer("a"), Turn.answer("b"), Turn.answer("c"));
      Agent agent = stage.build(stage.runtime(model).sessions(store)).agent("agent").build();
      agent.run("of t1", RunOptions.builder().tenant("t1").session("s").build());
      agent.run("of t2", RunOptions.builder().tenant("t2").session("s").build());
      agent.run("of nobody", session("s"));
      for (int i = 0; i < 3; i++) {
        assertEquals(1, model.requests().get(i).messages().size());
      }
      assertEquals(3, store.size());
    }
  }

  @Test
  void withoutAStoreASessionLivesInItsRunOnly() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer("a"), Turn.answer("b"));
      Agent agent = stage.agent(model);
      agent.run("1", session("s"));
      agent.run("2", session("s"));
      assertEquals(1, model.requests().getLast().messages().size());
    }
  }

  @Test
  void eachTurnIsStoredWholeAsSoonAsItHasEnded() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool quick = FakeTool.named("quick").build();
      FakeTool slow =
          FakeTool.named("slow").replies(Replies.afterGate(gate, Replies.text("late"))).build();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time,
              Turn.call("quick", "{}"),
              Turn.call("quick", "{}").andCall("slow", "{}"),
              Turn.answer("done"));
      Agent agent =
          stage
              .build(stage.runtime(model).tools(quick, slow).sessions(store))
              .agent("agent")
              .build();
      AgentRun run = agent.start("go", session("s"));
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      assertEquals(3, stored().size());
      assertEquals(List.of(), History.faults(stored()));
      gate.open();
      stage.checked(run.result());
      assertEquals(7, stored().size());
    }
  }

  // Another process picks up what one left that died in the middle of a turn.
  @Test
  void aRestartInTheMiddleOfATurnFindsTheTurnsBefore() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool quick = FakeTool.named("quick").build();
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      ScriptedModel dying =
          ScriptedModel.on(stage.time, Turn.call("quick", "{}"), Turn.call("slow", "{}"));
      InMemorySessionStore disk = new InMemorySessionStore();
      AgentRun lost =
          stage
              .build(stage.runtime(dying).tools(quick, slow).sessions(disk))
              .agent("agent")
              .build()
              .start("go", session("s"));
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      List<ChatMessage> left = disk.load(S).messages();
      store.save(S, 0, left);
      ScriptedModel next = ScriptedModel.of(Turn.answer("done"));
      RunResult result =
          stage
              .build(stage.runtime(next).tools(quick, slow).sessions(store))
              .agent("agent")
              .build()
              .run("still there?", session("s"));
      assertEquals("done", result.orThrow());
      assertEquals(4, next.requests().getFirst().messages().size());
      lost.cancel("dead");
      lost.result();
    }
  }

  @Test
  void aRunThatFailsBeforeItsFirstTurnLeavesNothingAndCanBeRepeated() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.failure(new IllegalStateException("down")), Turn.answer("hello"));
      Agent agent = stage.build(stage.runtime(model).sessions(store)).agent("agent").build();
      RunResult failed = agent.run("hi", session("s"));
      assertInstanceOf(RunResult.Failed.class, failed);
      assertEquals(List.of(UserMessage.from("hi")), failed.summary().unsavedMessages());
      assertEquals(0, store.size());
      agent.run("hi", session("s"));
      assertEquals(List.of(UserMessage.from("hi"), AiMessage.from("hello")), stored());
    }
  }

  @Test
  void aCancelledTurnIsStoredWithWhatItsToolsDid() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool quick = FakeTool.named("quick").replies(Replies.text("did it")).build();
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time, Turn.call("quick", "{}").andCall("slow", "{}"), Turn.answer("never"));
      AgentRun run =
          stage
              .build(stage.runtime(model).tools(quick, slow).sessions(store))
              .agent("agent")
              .build()
              .start("go", session("s"));
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      quick.awaitCalls(1, Stage.NEVER, stage.time);
      stage.time.settle();
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(List.of(), result.summary().unsavedMessages());
      assertEquals(
          List.of("did it", "slow"),
          List.of(
              History.results(stored()).get(0).text(),
              History.results(stored()).get(1).toolName()));
    }
  }

  @Test
  void aSuspendedTurnIsNotStored() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.call("free", "{}"), Turn.call("gated", "{}"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .sessions(store)
                  .tools(FakeTool.named("free").build(), FakeTool.named("gated").build())
                  .middleware(
                      Anchor.APPROVAL,
                      "human",
                      (call, next) ->
                          call.toolName().equals("gated")
                              ? new ToolOutcome.Suspended("req", "ask")
                              : next.handle(call)));
      RunResult result = runtime.agent("agent").build().run("go", session("s"));
      assertInstanceOf(RunResult.Suspended.class, result);
      assertEquals(3, stored().size());
    }
  }

  @Test
  void callIdsStayUniqueOverTheRunsOfASession() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").withIds("same"),
              Turn.answer("1"),
              Turn.call("tool", "{}").withIds("same"),
              Turn.call("tool", "{}").withoutIds(),
              Turn.answer("2"),
              Turn.call("tool", "{}").withoutIds(),
              Turn.answer("3"));
      Agent agent =
          stage.build(stage.runtime(model).tools(tool).sessions(store)).agent("agent").build();
      for (int i = 0; i < 3; i++) {
        agent.run("go", session("s"));
      }
      assertEquals(List.of(), History.faults(stored()));
      assertEquals(4, History.results(stored()).size());
    }
  }

  @Test
  void anAgentStartedInAToolDoesNotShareTheSessionUnlessTold() {
    try (Stage stage = new Stage()) {
      ScriptedModel inner = ScriptedModel.of(Turn.answer("alone"), Turn.answer("told"));
      Agent helper = stage.build(stage.runtime(inner).sessions(store)).agent("helper").build();
      FakeTool tool =
          FakeTool.named("ask")
              .replies(
                  call -> {
                    helper.run("first");
                    return ToolOutcome.success(helper.run("second", session("inner")).text());
                  })
              .build();
      ScriptedModel model = ScriptedModel.of(Turn.call("ask", "{}"), Turn.answer("done"));
      stage
          .build(stage.runtime(model).tools(tool).sessions(store))
          .agent("agent")
          .build()
          .run("go", session("s"));
      assertEquals(1, inner.requests().getFirst().messages().size());
      assertEquals(4, stored().size());
      assertEquals(2, store.load(SessionKey.of("inner")).messages().size());
      assertEquals(2, store.size());
    }
  }

  @Test
  void whatIsSentAndWhatIsStoredStayWithinTheWindow() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      Turn[] script = new Turn[40];
      for (int i = 0; i < script.length; i++) {
        script[i] =
            i % 4 == 3 ? Turn.answer("a" + i) : Turn.call("tool", "{}").andCall("tool", "{}");
      }
      ScriptedModel model = ScriptedModel.of(script);
      SessionOptions options = SessionOptions.defaults().withWindow(ConversationWindow.messages(8));
      Agent agent =
          stage
              .build(stage.runtime(model).tools(tool).sessions(store, options))
              .agent("agent")
              .instructions("Be brief.")
              .build();
      for (int i = 0; i < 10; i++) {
        agent.run("q" + i, session("s"));
        assertTrue(stored().size() <= 8);
      }
      model.requests().forEach(request -> assertTrue(request.messages().size() <= 9));
      assertEquals(
          Optional.of(UserMessage.from("q9")),
          stored().stream()
              .filter(UserMessage.class::isInstance)
              .map(UserMessage.class::cast)
              .findFirst());
    }
  }
}
