package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.Agent;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ArgumentCondition;
import dev.agentruntime.approval.GrantScope;
import dev.agentruntime.approval.Remember;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What went wrong elsewhere when several calls of one turn waited in a suspended run. */
class SuspendedApprovalsTest {
  private static final RunOptions CARLS =
      RunOptions.builder().principal("carl").session("s").tenant("t").build();

  private final FakeTool pay = FakeTool.named("pay").replies(Replies.text("paid")).build();
  private final FakeTool look = FakeTool.named("look").replies(Replies.text("seen")).build();

  private static Turn pay(int amount) {
    return Turn.call("pay", "{\"amount\":" + amount + "}");
  }

  private static List<String> results(RunResult result) {
    return result.summary().messages().stream()
        .filter(ToolExecutionResultMessage.class::isInstance)
        .map(message -> ((ToolExecutionResultMessage) message).text())
        .toList();
  }

  @Test
  void callsOfOneToolMayBeDecidedOneAfterTheOther() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent =
          desk.agent(
              desk.asking("pay").suspending().build(),
              pay,
              pay(1).andCall("pay", "{\"amount\":2}"),
              Turn.answer("done"));
      RunResult.Suspended first = desk.suspended(agent.run("go"));
      List<ApprovalRequest> both = desk.asked(2);
      desk.approve(both.get(0));
      RunResult.Suspended second = desk.suspended(agent.resume(first));
      desk.approve(both.get(1));

      RunResult last = agent.resume(second);

      assertEquals("done", last.orThrow());
      assertEquals(List.of("paid", "paid"), results(last), "no call is left without an answer");
      assertEquals(2, pay.invocations().size());
    }
  }

  @Test
  void everyWaitingCallIsNamedWithTheRequestItWaitsFor() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent =
          desk.agent(
              desk.asking("pay").suspending().build(),
              pay,
              pay(1).andCall("pay", "{\"amount\":2}"),
              Turn.answer("done"));

      RunResult.Suspended suspended = desk.suspended(agent.run("go"));

      Set<String> requests =
          suspended.pending().stream()
              .map(waiting -> waiting.waiting().requestId())
              .collect(Collectors.toSet());
      assertEquals(
          desk.asked(2).stream().map(ApprovalRequest::id).collect(Collectors.toSet()), requests);
      List<RunResult.Pending> pending = suspended.pending();
      assertNotEquals(pending.get(0).callId(), pending.get(1).callId());
    }
  }

  @Test
  void theResultOfASiblingThatNeededNobodyIsKept() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent =
          desk.agent(
              desk.runtime(
                      desk.asking("pay").suspending().build(),
                      Turn.call("look", "{}").andCall("pay", "{\"amount\":1}"),
                      Turn.answer("done"))
                  .tools(pay, look));
      RunResult.Suspended suspended = desk.suspended(agent.run("go"));
      desk.approve(desk.asked());

      assertEquals(List.of("seen", "paid"), results(agent.resume(suspended)));
      assertEquals(1, look.invocations().size());
    }
  }

  @Test
  void whatWasDecidedOfThisVeryCallCountsBeforeWhatIsRemembered() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Approvals remembering = desk.approvals.remembering(new RememberedGrants());
      Agent agent =
          desk.agent(
              Approval.builder(remembering).ask("pay").suspending().build(),
              pay,
              pay(1).andCall("pay", "{\"amount\":2}"),
              Turn.answer("done"));
      RunResult.Suspended first = desk.suspended(agent.run("go", CARLS));
      List<ApprovalRequest> both = desk.asked(2);
      Remember whatever =
          new Remember(
              GrantScope.SESSION,
              List.of(
                  ArgumentCondition.OneOf.of(
                      "/amount",
                      JsonNodeFactory.instance.numberNode(1),
                      JsonNodeFactory.instance.numberNode(2))),
              10,
              Duration.ofHours(1));
      assertInstanceOf(
          DecisionResult.Done.class,
          remembering.approveAndRemember(
              both.get(0).id(), both.get(0).argumentsDigest(), whatever, Desk.ADA));
      desk.reject(both.get(1), "not this one");

      agent.resume(first);

      assertEquals(1, pay.invocations().size());
      assertEquals(
          1, desk.outcomes().stream().filter(ToolOutcome.Rejected.class::isInstance).count());
    }
  }
}
