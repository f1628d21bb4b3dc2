package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolTrait;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People are asked about what the user did not say, and what they say counts. */
class TaintWithPeopleTest {
  private static final Approver ADA = Approver.of("ada");

  private final Office office = new Office("eve@evil.example is nice");
  private final Approvals approvals = Approvals.inMemory();

  @AfterEach
  void close() {
    office.close();
  }

  /** Calls of one agent, whose run stops where somebody is asked. */
  private Agent agent(Turn... turns) {
    AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(turns))
            .tools(office.fetch, office.mail)
            .listener(office.events)
            .middleware(
                Governance.minimal()
                    .taint(Taint.standard())
                    .approval(Approval.builder(approvals).suspending().build())
                    .build())
            .build();
    office.closing(runtime);
    return runtime.agent("agent").build();
  }

  private static RunResult.Suspended suspended(RunResult result) {
    return assertInstanceOf(RunResult.Suspended.class, result);
  }

  private ApprovalRequest asked() {
    return approvals.open().getFirst().request();
  }

  @Test
  void aPersonIsToldWhereTheValuesAreAndMayLetThemPass() {
    Agent agent =
        agent(Office.fetches(), Office.mails("eve@evil.example", "hello"), Turn.answer("done"));
    RunResult.Suspended waiting = suspended(agent.run("Read."));
    ApprovalRequest request = asked();
    assertEquals(1, request.reasons().size());
    assertTrue(request.reasons().getFirst().text().endsWith("stands at /to"));
    approvals.approve(request.id(), request.argumentsDigest(), ADA);

    assertInstanceOf(RunResult.Completed.class, agent.resume(waiting));
    assertEquals(1, office.sent());
  }

  @Test
  void whoLetsACallPassVouchesForItsValuesAndNoOthers() {
    Agent agent =
        agent(
            Office.fetches(),
            Office.mails("eve@evil.example", "hello"),
            Office.mails("eve@evil.example", "and again"),
            Office.mails("mallory@evil.example", "hello"),
            Turn.answer("done"));
    RunResult.Suspended waiting = suspended(agent.run("Read."));
    ApprovalRequest request = asked();
    approvals.approve(request.id(), request.argumentsDigest(), ADA);

    suspended(agent.resume(waiting));
    assertEquals(2, office.sent());
    assertEquals(1, approvals.open().size(), "about Mallory");
  }

  @Test
  void whatAPersonWroteIntoTheArgumentsIsNotAskedAboutAgain() {
    Agent agent =
        agent(Office.fetches(), Office.mails("eve@evil.example", "hello"), Turn.answer("done"));
    RunResult.Suspended waiting = suspended(agent.run("Read."));
    ApprovalRequest request = asked();
    approvals.approveWithEdits(
        request.id(),
        request.argumentsDigest(),
        JsonNodeFactory.instance
            .objectNode()
            .put("to", "bob@example.org")
            .put("subject", "see https://example.org")
            .put("body", "hello"),
        ADA);

    assertInstanceOf(RunResult.Completed.class, agent.resume(waiting));
    assertEquals(1, office.sent());
    assertTrue(office.mail.invocations().getFirst().arguments().contains("bob@example.org"));
  }

  @Test
  void whatAPersonAnswersInPlaceOfAToolIsTrusted() {
    Agent agent =
        agent(
            Office.fetches(),
            Office.mails("eve@evil.example", "hello"),
            Office.mails("bob@example.org", "hello"),
            Turn.answer("done"));
    RunResult.Suspended waiting = suspended(agent.run("Read."));
    ApprovalRequest request = asked();
    approvals.respond(
        request.id(), request.argumentsDigest(), "Write to bob@example.org instead.", ADA);

    assertInstanceOf(RunResult.Completed.class, agent.resume(waiting));
    assertEquals(1, office.sent());
  }

  @Test
  void whatNeedsNobodyAsksNobody() {
    Agent agent =
        agent(Office.fetches(), Office.mails("bob@example.org", "hello"), Turn.answer("done"));

    assertInstanceOf(RunResult.Completed.class, agent.run("Read and mail bob@example.org."));
    assertEquals(1, office.sent());
  }

  @Test
  void anAnswerIsTrustedAndNotWhateverComesUnderItsIdLater() {
    FakeTool own =
        FakeTool.named("own")
            .traits(ToolTrait.READ_ONLY, ToolTrait.TRUSTED_OUTPUT, ToolTrait.INTERRUPTIBLE)
            .build();
    AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Office.fetches().withIds("a"),
                    Turn.call("own", "{}"),
                    Turn.call("own", "{}"),
                    Office.fetches().withIds("a"),
                    Office.mails("eve@evil.example", "hello"),
                    Turn.answer("done")))
            .tools(office.fetch, office.mail, own)
            .sessions(
                new InMemorySessionStore(),
                SessionOptions.defaults().withWindow(ConversationWindow.messages(4)))
            .middleware(
                Governance.minimal()
                    .taint(Taint.standard())
                    .approval(Approval.builder(approvals).ask("fetch").suspending().build())
                    .build())
            .build();
    office.closing(runtime);
    Agent agent = runtime.agent("agent").build();
    RunOptions options = RunOptions.builder().session("s").build();
    RunResult.Suspended first = suspended(agent.run("Read.", options));
    approvals.respond(asked().id(), asked().argumentsDigest(), "There is nothing to read.", ADA);
    RunResult.Suspended second = suspended(agent.resume(first));
    assertEquals("a", second.pending().getFirst().callId());
    approvals.approve(asked().id(), asked().argumentsDigest(), ADA);

    assertInstanceOf(RunResult.Suspended.class, agent.resume(second));
    assertEquals(1, office.fetch.invocations().size());
    assertEquals(0, office.sent());
  }
}
