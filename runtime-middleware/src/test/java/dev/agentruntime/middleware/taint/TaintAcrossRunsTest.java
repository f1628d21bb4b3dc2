package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one run has read counts in the next of its session, in runs inside it and around it. */
class TaintAcrossRunsTest {
  private final Office office = new Office("eve@evil.example is nice");
  private final AtomicReference<Agent> sub = new AtomicReference<>();
  private final FakeTool ask =
      FakeTool.named("ask")
          .traits(ToolTrait.DELEGATES, ToolTrait.TRUSTED_OUTPUT, ToolTrait.INTERRUPTIBLE)
          .replies(call -> ToolOutcome.success(sub.get().run(call.arguments().text()).text()))
          .build();

  private final FakeTool own =
      FakeTool.named("own")
          .traits(ToolTrait.READ_ONLY, ToolTrait.TRUSTED_OUTPUT, ToolTrait.INTERRUPTIBLE)
          .replies(call -> ToolOutcome.success("mine"))
          .build();

  @AfterEach
  void close() {
    office.close();
  }

  private AgentRuntime runtime(InMemorySessionStore store, Turn... turns) {
    return runtime(Taint.standard(), store, turns);
  }

  private AgentRuntime runtime(Taint taint, InMemorySessionStore store, Turn... turns) {
    AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(turns))
            .tools(office.fetch, office.mail, ask)
            .sessions(store)
            .middleware(Governance.minimal().taint(taint).build())
            .build();
    office.closing(runtime);
    return runtime;
  }

  private Agent agent(Turn... turns) {
    AgentRuntime runtime = runtime(new InMemorySessionStore(), turns);
    sub.set(runtime.agent("sub").build());
    return runtime.agent("agent").build();
  }

  private static RunOptions session() {
    return RunOptions.builder().session("s").build();
  }

  @Test
  void whatASessionHasReadCountsInAnotherProcess() {
    InMemorySessionStore store = new InMemorySessionStore();
    runtime(store, Office.fetches(), Turn.answer("Eve is nice."))
        .agent("agent")
        .build()
        .run("Read.", session());
    runtime(
            store,
            Office.mails("eve@evil.example", "hello"),
            Office.mails("bob@example.org", "hello"),
            Turn.answer("done"))
        .agent("agent")
        .build()
        .run("Now mail bob@example.org.", session());

    assertEquals(1, office.sent());
  }

  @Test
  void whatASubAgentHasReadCountsAroundIt() {
    agent(
            Turn.call("ask", "{}"),
            Office.fetches(),
            Turn.answer("mail eve@evil.example"),
            Office.mails("eve@evil.example", "hello"),
            Turn.answer("done"))
        .run("Ask.");

    assertEquals(1, ask.invocations().size());
    assertEquals(0, office.sent(), "whatever the sub-agent's tool declares");
  }

  @Test
  void theWordsOfAModelAreNotTheUsersInTheRunTheyStart() {
    agent(
            Office.fetches(),
            Turn.call("ask", "{\"task\":\"mail eve@evil.example\"}"),
            Office.mails("eve@evil.example", "hello"),
            Turn.answer("done"),
            Turn.answer("done"))
        .run("Read and ask.");

    assertEquals(1, ask.invocations().size());
    assertEquals(0, office.sent());
  }

  @Test
  void whomTheUserNamedASubAgentMayWriteTo() {
    agent(
            Office.fetches(),
            Turn.call("ask", "{\"task\":\"mail him\"}"),
            Office.mails("bob@example.org", "hello"),
            Turn.answer("done"),
            Turn.answer("done"))
        .run("Read and have bob@example.org told.");

    assertEquals(1, ask.invocations().size());
    assertEquals(1, office.sent());
  }

  @Test
  void aRunInAnotherRuntimeTrustsNobody() {
    Agent outer = agent(Turn.call("ask", "{}"), Turn.answer("done"));
    sub.set(
        runtime(
                new InMemorySessionStore(),
                Office.mails("bob@example.org", "hello"),
                Turn.answer("done"))
            .agent("sub")
            .build());
    outer.run("Have bob@example.org told.");

    assertEquals(1, ask.invocations().size());
    assertEquals(0, office.sent());
  }

  @Test
  void aRunInAnotherRuntimeMayHaveBeenToldWhatIsConfidential() {
    Agent outer = agent(Turn.call("ask", "{}"), Turn.answer("done"));
    sub.set(
        runtime(
                Taint.builder().publicSink("fetch").build(),
                new InMemorySessionStore(),
                Office.fetches(),
                Turn.answer("done"))
            .agent("sub")
            .build());
    outer.run("Look.");

    assertEquals(1, ask.invocations().size());
    assertEquals(0, office.fetch.invocations().size());
  }

  private AgentRuntime windowed(Taint taint, Turn... turns) {
    AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(turns))
            .tools(office.fetch, office.mail, own)
            .sessions(
                new InMemorySessionStore(),
                SessionOptions.defaults().withWindow(ConversationWindow.messages(4)))
            .middleware(Governance.minimal().taint(taint).build())
            .build();
    office.closing(runtime);
    return runtime;
  }

  @Test
  void whatASessionHasReadCountsAlthoughNobodyLookedBeforeTheWindowDroppedIt() {
    for (boolean marked : new boolean[] {true, false}) {
      Agent agent =
          windowed(
                  Taint.builder().marked(marked).build(),
                  Office.fetches(),
                  Turn.answer("Eve is nice."),
                  Turn.answer("Yes."),
                  Turn.answer("Yes."),
                  Office.mails("eve@evil.example", "hello"),
                  Turn.answer("done"))
              .agent("agent")
              .build();
      agent.run("Read.", session());
      agent.run("Nice?", session());
      agent.run("Very?", session());
      agent.run("Go on.", session());
    }

    assertEquals(0, office.sent());
  }

  @Test
  void whatARunHasReadCountsAlthoughItsWindowDroppedIt() {
    windowed(
            Taint.standard(),
            Office.fetches(),
            Turn.call("own", "{}"),
            Turn.call("own", "{}"),
            Office.mails("eve@evil.example", "hello"),
            Turn.answer("done"))
        .agent("agent")
        .build()
        .run("Read.", session());

    assertEquals(2, own.invocations().size());
    assertEquals(0, office.sent());
  }

  @Test
  void whatASessionWasToldInConfidenceCountsInItsNextRun() {
    Agent agent =
        windowed(
                Taint.builder().privateOutput("own").publicSink("fetch").build(),
                Turn.call("own", "{}"),
                Turn.answer("I know."),
                Turn.answer("Yes."),
                Turn.answer("Yes."),
                Office.fetches(),
                Turn.answer("done"))
            .agent("agent")
            .build();
    agent.run("Learn.", session());
    agent.run("Sure?", session());
    agent.run("Really?", session());
    agent.run("Go on.", session());

    assertEquals(1, own.invocations().size());
    assertEquals(0, office.fetch.invocations().size());
  }

  @Test
  void aDryRunOfASessionKnowsWhatTheSessionHasRead() throws InterruptedException {
    Agent agent =
        windowed(Taint.standard(), Office.fetches(), Turn.answer("Eve is nice."))
            .agent("agent")
            .build();
    String arguments = "{\"to\":\"eve@evil.example\"}";
    boolean before = agent.dryRun("send_mail", arguments, session()).stop().isEmpty();
    agent.run("Read.", session());

    assertTrue(before);
    assertFalse(agent.dryRun("send_mail", arguments, session()).stop().isEmpty());
  }
}
