package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.Agent;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ArgumentCondition;
import dev.agentruntime.approval.GrantScope;
import dev.agentruntime.approval.Remember;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * An approval covers later calls only as far as somebody said, and only while nothing got worse.
 */
class RememberedGrantsTest {
  private static final RunOptions ADAS =
      RunOptions.builder().principal("carl").session("s").tenant("t").build();

  private final FakeTool pay = FakeTool.named("pay").build();
  private final RememberedGrants grants = new RememberedGrants();

  private static Turn pay(String to, int amount) {
    return Turn.call("pay", "{\"to\":\"" + to + "\",\"amount\":" + amount + "}");
  }

  private static Remember terms(GrantScope scope, int uses) {
    return new Remember(
        scope,
        List.of(
            ArgumentCondition.OneOf.of("/to", JsonNodeFactory.instance.textNode("a@x")),
            new ArgumentCondition.Between("/amount", BigDecimal.ZERO, BigDecimal.valueOf(100))),
        uses,
        Duration.ofHours(1));
  }

  private Approval layer(Desk desk) {
    return Approval.builder(desk.approvals.remembering(grants)).ask("pay").build();
  }

  private DecisionResult remember(Desk desk, ApprovalRequest request, Remember terms) {
    return desk.approvals
        .remembering(grants)
        .approveAndRemember(request.id(), request.argumentsDigest(), terms, Desk.ADA);
  }

  /** Runs, approving the first call and remembering that, rejecting whatever else is asked. */
  private int asked(Desk desk, Approval layer, Remember terms, Turn... turns)
      throws InterruptedException {
    Agent agent = desk.agent(layer, pay, turns);
    AgentRun run = agent.start("go", ADAS);
    assertInstanceOf(DecisionResult.Done.class, remember(desk, desk.asked(), terms));
    while (!run.isDone()) {
      desk.approvals.open().forEach(open -> desk.reject(open.request(), ""));
      desk.time.sleep(Duration.ofMillis(10));
    }
    desk.done(run);
    return (int) desk.decided().stream().filter("asked"::equals).count();
  }

  @Test
  void twentyCallsWithinItsBoundsAreAskedAboutOnce() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Turn[] turns = new Turn[21];
      for (int i = 0; i < 20; i++) {
        turns[i] = pay("a@x", i + 1);
      }
      turns[20] = Turn.answer("done");

      assertEquals(1, asked(desk, layer(desk), terms(GrantScope.SESSION, 50), turns));
      assertEquals(20, pay.invocations().size());
      assertEquals(19, grants.list().getFirst().uses());
    }
  }

  @Test
  void whatIsOutsideItsBoundsIsAsked() throws InterruptedException {
    try (Desk desk = new Desk()) {
      assertEquals(
          4,
          asked(
              desk,
              layer(desk),
              terms(GrantScope.RUN, 50),
              pay("a@x", 1),
              pay("a@x", 101),
              pay("b@x", 1),
              Turn.call("pay", "{\"to\":\"a@x\",\"amount\":1,\"note\":\"more than was said\"}"),
              Turn.answer("done")));
      assertEquals(1, pay.invocations().size());
    }
  }

  @Test
  void itIsUsedUpAfterSoManyCalls() throws InterruptedException {
    try (Desk desk = new Desk()) {
      assertEquals(
          2,
          asked(
              desk,
              layer(desk),
              terms(GrantScope.RUN, 1),
              pay("a@x", 1),
              pay("a@x", 2),
              pay("a@x", 3),
              Turn.answer("done")));
      assertEquals(2, pay.invocations().size());
    }
  }

  private int askedInSecondRun(Desk desk, Approval layer, GrantScope scope, RunOptions second)
      throws InterruptedException {
    AgentRun first = desk.agent(layer, pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
    remember(desk, desk.asked(), terms(scope, 50));
    desk.done(first);
    AgentRun run = desk.agent(layer, pay, pay("a@x", 1), Turn.answer("done")).start("go", second);
    while (!run.isDone()) {
      desk.approvals.open().forEach(open -> desk.reject(open.request(), ""));
      desk.time.sleep(Duration.ofMillis(10));
    }
    desk.done(run);
    return (int) desk.decided().stream().filter("asked"::equals).count();
  }

  @Test
  void itDoesNotReachBeyondItsScope() throws InterruptedException {
    RunOptions otherPrincipal =
        RunOptions.builder().principal("dora").session("s").tenant("t").build();
    RunOptions otherSession =
        RunOptions.builder().principal("carl").session("s2").tenant("t").build();
    RunOptions otherTenant =
        RunOptions.builder().principal("carl").session("s").tenant("t2").build();
    assertEquals(2, askedOverTwoRuns(GrantScope.RUN, ADAS));
    assertEquals(2, askedOverTwoRuns(GrantScope.SESSION, otherSession));
    assertEquals(2, askedOverTwoRuns(GrantScope.SESSION, otherTenant));
    assertEquals(2, askedOverTwoRuns(GrantScope.PRINCIPAL, otherPrincipal));
    assertEquals(1, askedOverTwoRuns(GrantScope.TENANT, otherPrincipal));
    assertEquals(1, askedOverTwoRuns(GrantScope.PRINCIPAL, otherSession));
  }

  private int askedOverTwoRuns(GrantScope scope, RunOptions second) throws InterruptedException {
    grants.list().forEach(grant -> grants.revoke(grant.id()));
    try (Desk desk = new Desk()) {
      return askedInSecondRun(desk, layer(desk), scope, second);
    }
  }

  @Test
  void anotherPolicyAWorseContextOrTheTimeMakesItVoid() throws InterruptedException {
    AtomicReference<String> epoch = new AtomicReference<>("1");
    AtomicInteger rank = new AtomicInteger();
    for (Runnable worse : List.<Runnable>of(() -> epoch.set("2"), () -> rank.set(1))) {
      grants.list().forEach(grant -> grants.revoke(grant.id()));
      epoch.set("1");
      rank.set(0);
      try (Desk desk = new Desk()) {
        Approval layer =
            Approval.builder(desk.approvals.remembering(grants))
                .ask("pay")
                .policyEpoch(epoch::get)
                .contextRank(call -> rank.get())
                .build();
        AgentRun first =
            desk.agent(layer, pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
        remember(desk, desk.asked(), terms(GrantScope.SESSION, 50));
        desk.done(first);
        worse.run();
        AgentRun second =
            desk.agent(layer, pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
        desk.reject(desk.asked(), "");
        desk.done(second);
      }
    }
    assertEquals(2, pay.invocations().size());
  }

  @Test
  void itEndsWithItsTime() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun first =
          desk.agent(layer(desk), pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
      remember(desk, desk.asked(), terms(GrantScope.SESSION, 50));
      desk.done(first);
      desk.time.sleep(Duration.ofHours(1));
      AgentRun second =
          desk.agent(layer(desk), pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
      desk.reject(desk.asked(), "");
      desk.done(second);

      assertEquals(1, pay.invocations().size());
    }
  }

  @Test
  void whereWhatItsScopeIsAboutIsNotKnownNothingIsRemembered() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run = desk.agent(layer(desk), pay, pay("a@x", 1), Turn.answer("done")).start("go");
      ApprovalRequest request = desk.asked();
      for (GrantScope scope :
          List.of(GrantScope.SESSION, GrantScope.PRINCIPAL, GrantScope.TENANT)) {
        assertInstanceOf(DecisionResult.Conflict.class, remember(desk, request, terms(scope, 50)));
      }
      desk.approve(request);
      desk.done(run);

      assertEquals(List.of(), grants.list());
    }
  }

  @Test
  void whatSeveralPeopleHaveToApproveIsNotRemembered() throws InterruptedException {
    try (Desk desk = new Desk()) {
      Approval layer =
          Approval.builder(desk.approvals.remembering(grants))
              .ask("pay", ApprovalRule.anyone().needing(2))
              .build();
      AgentRun run = desk.agent(layer, pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
      ApprovalRequest request = desk.asked();
      assertInstanceOf(
          DecisionResult.Conflict.class, remember(desk, request, terms(GrantScope.RUN, 5)));
      desk.reject(request, "");
      desk.done(run);

      assertEquals(List.of(), grants.list());
    }
  }

  @Test
  void aHostThatDidNotAskForItRemembersNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun run =
          desk.agent(desk.asking("pay").build(), pay, pay("a@x", 1), Turn.answer("done"))
              .start("go", ADAS);
      ApprovalRequest request = desk.asked();
      assertInstanceOf(
          DecisionResult.NotAllowed.class,
          desk.approvals.approveAndRemember(
              request.id(), request.argumentsDigest(), terms(GrantScope.RUN, 5), Desk.ADA));
      desk.reject(request, "");
      desk.done(run);
    }
  }

  @Test
  void oneThatIsTakenBackCoversNothing() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRun first =
          desk.agent(layer(desk), pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
      remember(desk, desk.asked(), terms(GrantScope.SESSION, 50));
      desk.done(first);
      assertTrue(grants.revoke(grants.list().getFirst().id()));
      AgentRun second =
          desk.agent(layer(desk), pay, pay("a@x", 1), Turn.answer("done")).start("go", ADAS);
      desk.reject(desk.asked(), "");
      desk.done(second);

      assertEquals(1, pay.invocations().size());
    }
  }

  @Test
  void aPathIsUnderADirectoryOnlyWithoutAWayOut() {
    ArgumentCondition.Under docs = new ArgumentCondition.Under("/path", "/docs");
    for (String inside : List.of("/docs/a", "/docs/a/b..c")) {
      assertTrue(docs.holds(JsonNodeFactory.instance.textNode(inside)), inside);
    }
    for (String outside :
        List.of("/docs", "/docs2/a", "/docs/../etc", "/docs/a/..", "/docs/%2e%2e/x", "docs/a")) {
      assertTrue(!docs.holds(JsonNodeFactory.instance.textNode(outside)), outside);
    }
  }

  @Test
  void anArgumentNobodyPutAConditionOnIsNotCovered() {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("to", "a@x");
    arguments.putObject("options").put("urgent", true);
    Remember onlyTo =
        new Remember(
            GrantScope.RUN,
            List.of(new ArgumentCondition.Anything("/to")),
            1,
            Duration.ofMinutes(1));
    Remember both =
        new Remember(
            GrantScope.RUN,
            List.of(
                new ArgumentCondition.Anything("/to"), new ArgumentCondition.Anything("/options")),
            1,
            Duration.ofMinutes(1));

    assertTrue(!onlyTo.covers(arguments));
    assertTrue(both.covers(arguments));
    assertThrows(IllegalArgumentException.class, () -> new ArgumentCondition.Anything(""));
  }
}
