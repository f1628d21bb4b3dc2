package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.Agent;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.chain.DryRun;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.policy.ArgumentCondition;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.policy.PolicySource;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a call that waits for somebody under the whole chain, with nothing made up. */
class GovernedWaitTest {
  private static final String DELICATE = "{\"delicate\":true}";
  private static final Policy ASKS =
      Policy.defaults()
          .with(
              PolicyRule.ask("delicate", "It is delicate")
                  .tool("tool")
                  .when(ArgumentCondition.at("/delicate").equalTo(true)));

  private final PolicySource policy = PolicySource.of(ASKS);
  private final FakeTool tool =
      FakeTool.named("tool")
          .schema(JsonObjectSchema.builder().addBooleanProperty("delicate").build())
          .delay(Duration.ofSeconds(20))
          .replies(Replies.text("did it"))
          .build();

  /** With every layer that has something to take. */
  private GovernanceBuilder chain(Approval.Builder approval) {
    return Governance.standard()
        .policy(PolicyLayer.of(policy))
        .approval(approval.build())
        .timeout(Duration.ofSeconds(30))
        .breaker(CircuitBreaker.builder().failures(1).build())
        .rateLimit(
            RateLimit.builder()
                .limit("tool", Rate.of(2, Duration.ofDays(1)), RateKey.TOOL)
                .maxWait(Duration.ZERO)
                .build())
        .bulkhead(Bulkhead.builder().limit("tool", 1).maxQueued(0).build());
  }

  private Agent agent(Desk desk, Approval.Builder approval, Turn... turns) {
    return desk.agent(desk.runtime(chain(approval), turns).tools(tool));
  }

  private static Turn[] delicate() {
    return new Turn[] {Turn.call("tool", DELICATE), Turn.answer("done")};
  }

  @Test
  void tenMinutesOfWaitingConsumeNoTimeAndTakeNothingOfAnybody() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent =
          agent(
              desk,
              desk.asking(),
              Turn.call("tool", DELICATE),
              Turn.call("tool", "{}"),
              Turn.answer("the other one is done"),
              Turn.answer("done"));
      AgentRun waiting =
          agent.start("go", RunOptions.builder().timeout(Duration.ofSeconds(60)).build());
      ApprovalRequest request = desk.asked();
      desk.time.sleep(Duration.ofMinutes(5));
      // The only permit, and one of two tokens: the waiting call has neither.
      RunResult other = agent.run("go");
      assertEquals("success", desk.lastOutcome().code(), other::toString);
      desk.time.sleep(Duration.ofMinutes(5));
      DryRun now = agent.dryRun("tool", "{}", RunOptions.none());
      assertEquals(List.of(), now.stop().stream().toList(), "circuit, token and permit are free");

      desk.approve(request);

      assertEquals("done", desk.done(waiting).text());
      assertEquals("success", desk.lastOutcome().code());
      assertEquals(2, tool.invocations().size());
      assertEquals(List.of("asked", "approved"), desk.decided());
      DryRun after = agent.dryRun("tool", "{}", RunOptions.none());
      assertEquals("rate-limit-peek", after.stop().orElseThrow().link(), "both tokens are gone");
    }
  }

  @Test
  void aPolicyThatDeniesByNowIsObeyedAfterTheWait() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = agent(desk, desk.asking(), delicate()).start("go");
      ApprovalRequest request = desk.asked();
      policy.replace(ASKS.with(PolicyRule.deny("closed", "Not any more").tool("tool")));
      desk.approve(request);
      desk.done(run);

      assertNothingRanThoughApproved(desk, request);
    }
  }

  @Test
  void aPolicyThatDeniesByNowIsObeyedAfterResuming() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent = agent(desk, desk.asking().suspending(), delicate());
      RunResult.Suspended suspended = desk.suspended(agent.run("go"));
      ApprovalRequest request = desk.asked();
      policy.replace(ASKS.with(PolicyRule.deny("closed", "Not any more").tool("tool")));
      desk.approve(request);
      agent.resume(suspended);

      assertEquals(List.of(), tool.invocations());
      assertEquals("Not any more", rejection(desk).reason());
    }
  }

  private void assertNothingRanThoughApproved(Desk desk, ApprovalRequest request) {
    assertEquals(List.of(), tool.invocations());
    assertEquals("Not any more", rejection(desk).reason());
    assertEquals(ApprovalState.REVOKED, desk.known(request).state());
  }

  private static ToolOutcome.Rejected rejection(Desk desk) {
    return assertInstanceOf(ToolOutcome.Rejected.class, desk.lastOutcome());
  }

  @Test
  void editedArgumentsThatTheToolDoesNotTakeRunNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = agent(desk, desk.asking(), delicate()).start("go");
      ApprovalRequest request = desk.asked();
      desk.approvals.approveWithEdits(
          request.id(),
          request.argumentsDigest(),
          JsonNodeFactory.instance.objectNode().put("delicate", "very"),
          Desk.ADA);
      desk.done(run);

      assertEquals(List.of(), tool.invocations());
      desk.assertBlocked("edit_invalid");
    }
  }

  @Test
  void editedArgumentsThatThePolicyDeniesRunNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      policy.replace(
          ASKS.with(
              PolicyRule.deny("never", "Not any more")
                  .tool("tool")
                  .when(ArgumentCondition.at("/delicate").equalTo(false))));
      AgentRun run = agent(desk, desk.asking(), delicate()).start("go");
      ApprovalRequest request = desk.asked();
      desk.approvals.approveWithEdits(
          request.id(),
          request.argumentsDigest(),
          JsonNodeFactory.instance.objectNode().put("delicate", false),
          Desk.ADA);
      desk.done(run);

      assertNothingRanThoughApproved(desk, request);
    }
  }
}
