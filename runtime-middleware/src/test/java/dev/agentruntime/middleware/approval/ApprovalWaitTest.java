package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A call that waits for somebody holds nothing, and runs only if somebody approved it in time. */
class ApprovalWaitTest {
  private final FakeTool tool =
      FakeTool.named("tool").delay(Duration.ofSeconds(20)).replies(Replies.text("did it")).build();

  private static final Turn[] ONE_CALL = {Turn.call("tool", "{}"), Turn.answer("done")};

  @Test
  void whatNobodyDecidesExpiresAndDoesNotRun() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = desk.agent(desk.asking("tool").build(), tool, ONE_CALL).start("go");
      ApprovalRequest request = desk.asked();
      desk.done(run);

      assertEquals(Approval.DEFAULT_LIFETIME, desk.time.elapsed());
      assertEquals(List.of(), tool.invocations());
      assertEquals(
          Approval.DEFAULT_LIFETIME,
          assertInstanceOf(ToolOutcome.ApprovalExpired.class, desk.lastOutcome()).lifetime());
      assertEquals(ApprovalState.EXPIRED, desk.known(request).state());
    }
  }

  @Test
  void approvingAfterTheExpiryRunsNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent = desk.agent(desk.asking("tool").suspending().build(), tool, ONE_CALL);
      RunResult.Suspended suspended = desk.suspended(agent.run("go"));
      ApprovalRequest request = desk.asked();
      desk.time.sleep(Approval.DEFAULT_LIFETIME);
      assertInstanceOf(DecisionResult.Conflict.class, desk.approve(request));
      agent.resume(suspended);

      assertEquals(List.of(), tool.invocations());
      assertInstanceOf(ToolOutcome.ApprovalExpired.class, desk.lastOutcome());
    }
  }

  @Test
  void anApprovalThatIsNotUsedInTimeRunsNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent = desk.agent(desk.asking("tool").suspending().build(), tool, ONE_CALL);
      RunResult.Suspended suspended = desk.suspended(agent.run("go"));
      desk.approve(desk.asked());
      desk.time.sleep(Approval.DEFAULT_GRANT_LIFETIME);
      agent.resume(suspended);

      assertEquals(List.of(), tool.invocations());
      assertInstanceOf(ToolOutcome.ApprovalExpired.class, desk.lastOutcome());
    }
  }

  @Test
  void resolvingTwiceIsOneDecision() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = desk.agent(desk.asking("tool").build(), tool, ONE_CALL).start("go");
      ApprovalRequest request = desk.asked();
      assertInstanceOf(DecisionResult.Done.class, desk.approve(request));
      assertInstanceOf(DecisionResult.Repeated.class, desk.approve(request));
      assertInstanceOf(DecisionResult.Conflict.class, desk.reject(request, "changed my mind"));
      desk.done(run);
      assertInstanceOf(DecisionResult.Repeated.class, desk.approve(request));

      assertEquals(1, tool.invocations().size());
    }
  }

  @Test
  void aStoreThatIsClosedWhileACallWaitsRunsNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = desk.agent(desk.asking("tool").build(), tool, ONE_CALL).start("go");
      desk.asked();
      desk.store.close();
      desk.done(run);

      assertEquals(List.of(), tool.invocations());
      desk.assertBlocked("unavailable");
    }
  }

  @Test
  void aStoreThatIsClosedFromTheBeginningRunsNothing() {
    try (Desk desk = new Desk()) {
      desk.store.close();
      desk.agent(desk.asking("tool").build(), tool, ONE_CALL).run("go");

      assertEquals(List.of(), tool.invocations());
      desk.assertBlocked("unavailable");
    }
  }

  /** Demands approval of each call, for one reason or, once told, for two. */
  private static Layer demanding(AtomicBoolean more) {
    return new Layer() {
      @Override
      public String name() {
        return "rules";
      }

      @Override
      public List<Link> bind(LayerBinding binding) {
        Slot<Demands> demands = Demands.slot(binding);
        Link rules =
            Link.check(
                Anchor.POLICY,
                "rules",
                call -> {
                  demands.get(call).add(new Demand("rules", "rule-1", "Somebody has to look"));
                  if (more.get()) {
                    demands.get(call).add(new Demand("rules", "rule-2", "It got worse"));
                  }
                  return null;
                });
        return List.of(rules, Demands.gate("rules", binding));
      }
    };
  }

  @Test
  void whatAnotherLayerDemandsIsAskedWithItsReasons() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent =
          desk.agent(
              desk.runtime(desk.asking().build(), ONE_CALL)
                  .middleware(demanding(new AtomicBoolean()))
                  .tools(tool));
      AgentRun run = agent.start("go");
      ApprovalRequest request = desk.asked();
      assertEquals("rule-1", request.reasons().getFirst().code());
      desk.approve(request);
      desk.done(run);

      assertEquals(1, tool.invocations().size());
    }
  }

  @Test
  void moreReasonsAfterTheWaitAreAskedAboutToo() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AtomicBoolean more = new AtomicBoolean();
      Agent agent =
          desk.agent(
              desk.runtime(desk.asking().build(), ONE_CALL)
                  .middleware(demanding(more))
                  .tools(tool));
      AgentRun run = agent.start("go");
      ApprovalRequest first = desk.asked();
      more.set(true);
      desk.approve(first);
      while (desk.known(first).state() == ApprovalState.APPROVED) {
        desk.time.sleep(Duration.ofMillis(10));
      }
      ApprovalRequest second = desk.asked();
      assertEquals(2, second.reasons().size());
      assertEquals(List.of(), tool.invocations());
      desk.approve(second);
      desk.done(run);

      assertEquals(1, tool.invocations().size());
      assertEquals(ApprovalState.REVOKED, desk.known(first).state());
    }
  }

  @Test
  void aCancelledRunTakesItsQuestionsBack() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run =
          desk.agent(
                  desk.asking("tool").build(), tool, Turn.call("tool", "{}").andCall("tool", "{}"))
              .start("go");
      List<ApprovalRequest> both = desk.asked(2);
      run.cancel("never mind");

      assertEquals(Cancellation.Kind.REQUESTED, run.result().cancelledBy().orElseThrow().kind());
      for (ApprovalRequest request : both) {
        assertEquals(ApprovalState.CANCELLED, desk.known(request).state());
        assertInstanceOf(DecisionResult.Conflict.class, desk.approve(request));
      }
      assertEquals(List.of(), tool.invocations());
    }
  }

  @Test
  void aCallWithMendedArgumentsIsAskedAboutIfItCannotBeUndone() throws InterruptedException {
    try (Desk desk = new Desk()) {
      FakeTool wipe =
          FakeTool.named("wipe")
              .schema(JsonObjectSchema.builder().addIntegerProperty("disk").build())
              .traits(ToolTrait.DESTRUCTIVE)
              .build();
      AgentRun run =
          desk.agent(
                  desk.asking().build(),
                  wipe,
                  Turn.call("wipe", "{\"disk\":\"3\"}").andCall("wipe", "{\"disk\":4}"),
                  Turn.answer("done"))
              .start("go");
      ApprovalRequest request = desk.asked();
      assertEquals("repaired_arguments", request.reasons().getFirst().code());
      assertEquals("{\"disk\":3}", request.arguments());
      desk.reject(request, "not that one");
      desk.done(run);

      assertEquals(
          List.of("{\"disk\":4}"), wipe.invocations().stream().map(c -> c.arguments()).toList());
    }
  }

  @Test
  void twoPeopleHaveToApproveWhereTheRuleSaysSo() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Approval layer =
          desk.asking().ask("tool", ApprovalRule.anyone().needing(2).among("ada", "ops")).build();
      AgentRun run = desk.agent(layer, tool, ONE_CALL).start("go");
      ApprovalRequest request = desk.asked();
      desk.approve(request);
      assertInstanceOf(
          DecisionResult.NotAllowed.class,
          desk.approvals.approve(request.id(), request.argumentsDigest(), Desk.BOB));
      desk.time.sleep(Duration.ofMinutes(1));
      assertEquals(List.of(), tool.invocations());
      desk.approvals.approve(
          request.id(), request.argumentsDigest(), new Approver("bob", Set.of("ops")));
      desk.done(run);

      assertEquals(1, tool.invocations().size());
    }
  }

  @Test
  void anAnswerInPlaceOfTheToolIsSaidToBeOne() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = desk.agent(desk.asking("tool").build(), tool, ONE_CALL).start("go");
      ApprovalRequest request = desk.asked();
      desk.approvals.respond(request.id(), request.argumentsDigest(), "It is 42.", Desk.ADA);
      desk.done(run);

      assertEquals(List.of(), tool.invocations());
      String text = desk.lastOutcome().textForModel();
      assertTrue(text.contains("not run") && text.endsWith("It is 42."), text);
    }
  }

  @Test
  void anApprovalTakenBackInTimeRunsNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent = desk.agent(desk.asking("tool").suspending().build(), tool, ONE_CALL);
      RunResult.Suspended suspended = desk.suspended(agent.run("go"));
      ApprovalRequest request = desk.asked();
      desk.approve(request);
      desk.approvals.revoke(request.id(), request.argumentsDigest(), "sorry", Desk.ADA);
      agent.resume(suspended);

      assertEquals(List.of(), tool.invocations());
      desk.assertBlocked("revoked");
    }
  }

  @Test
  void aSuspendedRunThatIsGivenUpTakesItsQuestionsBack() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Agent agent = desk.agent(desk.asking("tool").suspending().build(), tool, ONE_CALL);
      RunResult.Suspended suspended = desk.suspended(agent.run("go"));
      assertEquals(1, desk.approvals.cancelRun(suspended.summary().runId(), "the user went on"));
      agent.resume(suspended);

      assertEquals(List.of(), tool.invocations());
      desk.assertBlocked("withdrawn");
    }
  }

  @Test
  void anAtomicBatchWaitsUntilAllOfItIsDecided() throws InterruptedException {
    try (Desk desk = new Desk()) {
      FakeTool free = FakeTool.named("free").build();
      Agent agent =
          desk.agent(
              desk.runtime(
                      desk.asking("tool").suspending().atomicBatch().build(),
                      Turn.call("tool", "{}").andCall("tool", "{}").andCall("free", "{}"),
                      Turn.answer("done"))
                  .tools(tool, free));
      RunResult.Suspended first = desk.suspended(agent.run("go"));
      assertEquals(1, free.invocations().size(), "what needs nobody runs at once");
      List<ApprovalRequest> both = desk.asked(2);
      desk.approve(both.get(0));
      RunResult.Suspended second = desk.suspended(agent.resume(first));
      assertEquals(List.of(), tool.invocations());
      desk.approve(both.get(1));

      assertEquals("done", agent.resume(second).orThrow());
      assertEquals(2, tool.invocations().size());
      assertEquals(1, free.invocations().size());
    }
  }

  @Test
  void anApprovalGivenInATrustedContextIsNoneInAWorseOne() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AtomicBoolean tainted = new AtomicBoolean();
      Approval layer = desk.asking("tool").contextRank(call -> tainted.get() ? 1 : 0).build();
      AgentRun run = desk.agent(layer, tool, ONE_CALL).start("go");
      ApprovalRequest first = desk.asked();
      tainted.set(true);
      desk.approve(first);
      while (desk.known(first).state() == ApprovalState.APPROVED) {
        desk.time.sleep(Duration.ofMillis(10));
      }
      ApprovalRequest second = desk.asked();
      assertEquals(1, second.terms().contextRank());
      desk.reject(second, "");
      desk.done(run);

      assertEquals(List.of(), tool.invocations());
    }
  }
}
