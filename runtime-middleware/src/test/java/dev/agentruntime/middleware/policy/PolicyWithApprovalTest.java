package dev.agentruntime.middleware.policy;

import static dev.agentruntime.middleware.policy.ArgumentCondition.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.budget.Allowance;
import dev.agentruntime.middleware.budget.BudgetBook;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.budget.Spend;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Policy(Budget(Approval(tool))): the rule asks, a person answers, the policy has the last word.
 */
class PolicyWithApprovalTest {
  private static final Approver ADA = Approver.of("ada");
  private static final Policy FOUR_EYES =
      Policy.defaults()
          .with(PolicyRule.ask("four-eyes", "Payments need a second pair of eyes").tool("pay"))
          .with(
              PolicyRule.deny("no-big", "Payments above 1,000 are made by people")
                  .tool("pay")
                  .when(at("/amount").above(1_000)));

  private final FakeTool pay = FakeTool.answering("pay", "paid");
  private final PolicySource source = PolicySource.of(FOUR_EYES);
  private final Approvals approvals = Approvals.inMemory();
  private final BudgetBook book =
      BudgetBook.of(Allowance.unlimited().calls(9), Allowance.unlimited());
  private final EventRecorder events = new EventRecorder();
  private final AgentRuntime runtime =
      AgentRuntime.builder(
              ScriptedModel.of(Turn.call("pay", "{\"amount\":5}"), Turn.answer("done")))
          .tools(pay)
          .listener(events)
          .middleware(
              PolicyLayer.of(source),
              Budgets.builder().book(book).build(),
              Approval.builder(approvals)
                  .suspending()
                  .policyEpoch(() -> Long.toString(source.epoch()))
                  .build())
          .build();
  private final Agent agent = runtime.agent("agent").build();

  @AfterEach
  void close() {
    runtime.close();
  }

  private RunResult.Suspended suspended() {
    return assertInstanceOf(RunResult.Suspended.class, agent.run("go"));
  }

  private ApprovalRequest asked() {
    return approvals.open().getFirst().request();
  }

  private ToolOutcome ended() {
    return events.events(RunEvent.ToolCallEnded.class).getLast().outcome();
  }

  @Test
  void anApprovedCallRunsOnceAndIsPaidForOnce() {
    RunResult.Suspended suspended = suspended();
    ApprovalRequest request = asked();
    assertTrue(request.reasons().getFirst().text().contains("Payments need a second pair of eyes"));
    assertEquals(Spend.ONE_CALL, book.everybody().taken());
    assertEquals(Spend.NOTHING, book.everybody().spent());

    approvals.approve(request.id(), request.argumentsDigest(), ADA);
    assertEquals("done", agent.resume(suspended).text());

    assertEquals(1, pay.invocations().size());
    assertEquals(Spend.ONE_CALL, book.everybody().taken());
    assertEquals(Spend.ONE_CALL, book.everybody().spent());
  }

  @Test
  void aRejectedCallIsNotPaidFor() {
    RunResult.Suspended suspended = suspended();
    ApprovalRequest request = asked();
    approvals.reject(request.id(), request.argumentsDigest(), "not today", ADA);
    agent.resume(suspended);

    assertEquals(0, pay.invocations().size());
    assertEquals(Spend.NOTHING, book.everybody().taken());
  }

  @Test
  void editsThatARuleDeniesDoNotRun() {
    RunResult.Suspended suspended = suspended();
    ApprovalRequest request = asked();
    ObjectNode edited = ToolArguments.ofText("{\"amount\":5000}").object();
    approvals.approveWithEdits(request.id(), request.argumentsDigest(), edited, ADA);
    agent.resume(suspended);

    assertEquals("no-big", assertInstanceOf(ToolOutcome.Rejected.class, ended()).by());
    assertEquals(0, pay.invocations().size());
    assertEquals(Spend.NOTHING, book.everybody().taken());
  }

  @Test
  void aPolicyThatChangedWhileTheRunWasSuspendedHolds() {
    RunResult.Suspended suspended = suspended();
    ApprovalRequest request = asked();
    approvals.approve(request.id(), request.argumentsDigest(), ADA);
    source.replace(Policy.defaults().with(PolicyRule.deny("frozen", "All payments stopped")));
    agent.resume(suspended);

    assertEquals("frozen", assertInstanceOf(ToolOutcome.Rejected.class, ended()).by());
    assertEquals(0, pay.invocations().size());
  }
}
