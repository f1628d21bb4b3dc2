package dev.agentruntime.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The state machine of approvals. */
class ApprovalCaseTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant EXPIRY = NOON.plus(Duration.ofMinutes(30));
  private static final ToolIdentity TOOL =
      new ToolIdentity("pay", "schema", ToolIdentity.Effect.CANNOT_BE_UNDONE);

  private static CallOrigin origin(int position) {
    return new CallOrigin("t", null, "run", "agent", "user", "call", 1, position);
  }

  private static ApprovalCase open(int needed) {
    String digest = ApprovalRequest.digestOf(origin(0), TOOL, "{\"amount\":1}", 0);
    List<ApprovalReason> reasons = List.of(new ApprovalReason("approval", "configured", "Always"));
    return ApprovalCase.open(
        new ApprovalRequest(
            ApprovalRequest.idOf(origin(0), digest, reasons),
            origin(0),
            TOOL,
            "{\"amount\":1}",
            digest,
            new ApprovalDisplay(List.of(), 0, List.of()),
            reasons,
            ApprovalRule.anyone().needing(needed),
            new ApprovalTerms(NOON, EXPIRY, Duration.ofMinutes(10), "", 0)));
  }

  private static Transition say(ApprovalCase known, Verdict verdict, String by, Instant at) {
    return say(known, known.request().argumentsDigest(), verdict, by, at);
  }

  private static Transition say(
      ApprovalCase known, String seen, Verdict verdict, String by, Instant at) {
    return known.decide(new ApprovalDecision(known.id(), verdict, seen, Approver.of(by), at), at);
  }

  private static ApprovalCase changed(Transition transition) {
    return assertInstanceOf(Transition.Changed.class, transition).result();
  }

  private static ApprovalCase approved() {
    return changed(say(open(1), new Verdict.Approve(), "ada", NOON));
  }

  @ParameterizedTest
  @EnumSource
  void aFinalStateIsNeverLeft(ApprovalState state) {
    for (ApprovalState next : ApprovalState.values()) {
      assertFalse(state.isFinal() && state.mayBecome(next), state + " to " + next);
    }
  }

  @Test
  void onlyAPendingRequestCanBeApprovedAndOnlyAnApprovalUsed() {
    for (ApprovalState state : ApprovalState.values()) {
      assertEquals(state == ApprovalState.PENDING, state.mayBecome(ApprovalState.APPROVED));
      assertEquals(state == ApprovalState.APPROVED, state.mayBecome(ApprovalState.CONSUMED));
    }
  }

  @Test
  void approvingAfterTheExpiryIsAConflict() {
    Transition late = say(open(1), new Verdict.Approve(), "ada", EXPIRY);

    assertEquals(
        ApprovalState.EXPIRED, assertInstanceOf(Transition.Conflict.class, late).result().state());
  }

  @Test
  void anApprovalExpiresLongBeforeTheRequestWould() {
    ApprovalCase approved = approved();
    Instant late = NOON.plus(Duration.ofMinutes(10));

    assertEquals(ApprovalState.APPROVED, approved.asOf(late.minusNanos(1)).state());
    assertEquals(ApprovalState.EXPIRED, approved.asOf(late).state());
    assertInstanceOf(
        Transition.Conflict.class, approved.consume(approved.request().argumentsDigest(), late));
  }

  @Test
  void anApprovalIsUsedOnce() {
    ApprovalCase used = changed(approved().consume(approved().request().argumentsDigest(), NOON));

    assertEquals(ApprovalState.CONSUMED, used.state());
    assertInstanceOf(
        Transition.Conflict.class, used.consume(used.request().argumentsDigest(), NOON));
  }

  @Test
  void anApprovalIsOnlyForTheArgumentsThatWereShown() {
    ApprovalCase approved = approved();
    String other = ApprovalRequest.digestOf(origin(0), TOOL, "{\"amount\":2}", 0);

    assertInstanceOf(Transition.Conflict.class, approved.consume(other, NOON));
    assertInstanceOf(
        Transition.Conflict.class, say(open(1), other, new Verdict.Approve(), "ada", NOON));
  }

  @Test
  void theSameDecisionTwiceChangesNothing() {
    ApprovalCase once = approved();
    Transition again = say(once, new Verdict.Approve(), "ada", NOON.plusSeconds(5));

    assertEquals(once, assertInstanceOf(Transition.Repeated.class, again).result());
  }

  @Test
  void anotherDecisionAfterTheEndIsAConflict() {
    ApprovalCase rejected = changed(say(open(1), new Verdict.Reject("no"), "ada", NOON));

    Transition.Conflict conflict =
        assertInstanceOf(
            Transition.Conflict.class, say(rejected, new Verdict.Approve(), "bob", NOON));
    assertEquals("the request is REJECTED and not PENDING", conflict.why());
  }

  @Test
  void aQuorumTakesDifferentPeople() {
    ApprovalCase once = changed(say(open(2), new Verdict.Approve(), "ada", NOON));
    assertEquals(ApprovalState.PENDING, once.state());
    assertInstanceOf(
        Transition.Repeated.class, say(once, new Verdict.Approve(), "ada", NOON.plusSeconds(1)));

    ApprovalCase both = changed(say(once, new Verdict.Approve(), "bob", NOON));

    assertEquals(ApprovalState.APPROVED, both.state());
    assertEquals(List.of("ada", "bob"), Objects.requireNonNull(both.grant()).approvers());
  }

  @Test
  void oneRejectionEndsItWhateverOthersApproved() {
    ApprovalCase once = changed(say(open(3), new Verdict.Approve(), "ada", NOON));

    assertEquals(
        ApprovalState.REJECTED, changed(say(once, new Verdict.Reject("no"), "bob", NOON)).state());
  }

  @Test
  void aQuorumHasToApproveTheSameArguments() {
    Verdict.ApproveWithEdits edit = new Verdict.ApproveWithEdits("{\"amount\":2}");
    ApprovalCase plain = changed(say(open(2), new Verdict.Approve(), "ada", NOON));
    ApprovalCase edited = changed(say(plain, edit, "bob", NOON));
    assertEquals(ApprovalState.PENDING, edited.state());

    String proposed = edited.edits().keySet().iterator().next();
    ApprovalCase both = changed(say(edited, proposed, new Verdict.Approve(), "ada", NOON));

    ApprovalGrant grant = Objects.requireNonNull(both.grant());
    assertTrue(grant.edited());
    assertEquals("{\"amount\":2}", grant.arguments());
    assertEquals(Set.of("ada", "bob"), Set.copyOf(grant.approvers()));
  }

  @Test
  void anEditIsDigestedAnew() {
    ApprovalCase edited =
        changed(say(open(1), new Verdict.ApproveWithEdits("{\"amount\":2}"), "ada", NOON));

    assertEquals(
        ApprovalRequest.digestOf(origin(0), TOOL, "{\"amount\":2}", 0),
        Objects.requireNonNull(edited.grant()).digest());
    assertInstanceOf(
        Transition.Conflict.class, edited.consume(edited.request().argumentsDigest(), NOON));
  }

  @Test
  void whatIsTakenBackCannotBeUsed() {
    ApprovalCase revoked = changed(say(approved(), new Verdict.Revoke("sorry"), "ada", NOON));

    assertEquals(ApprovalState.REVOKED, revoked.state());
    assertInstanceOf(
        Transition.Conflict.class, revoked.consume(revoked.request().argumentsDigest(), NOON));
    assertInstanceOf(
        Transition.Conflict.class, say(open(1), new Verdict.Revoke("too early"), "ada", NOON));
  }

  @Test
  void escalatingChangesWhoMayDecideAndNotUntilWhen() {
    ApprovalCase escalated =
        changed(say(open(2), new Verdict.Escalate(Set.of("boss")), "ada", NOON));

    assertEquals(ApprovalState.PENDING, escalated.state());
    assertFalse(escalated.rule().covers(Approver.of("ada")));
    assertTrue(escalated.rule().covers(new Approver("eve", Set.of("boss"))));
    assertEquals(2, escalated.rule().needed());
    assertEquals(ApprovalState.EXPIRED, escalated.asOf(EXPIRY).state());
  }

  @Test
  void everythingThatTellsCallsApartIsInTheDigest() {
    String digest = ApprovalRequest.digestOf(origin(0), TOOL, "{}", 0);

    assertNotEquals(digest, ApprovalRequest.digestOf(origin(1), TOOL, "{}", 0));
    assertNotEquals(digest, ApprovalRequest.digestOf(origin(0), TOOL, "[]", 0));
    assertNotEquals(digest, ApprovalRequest.digestOf(origin(0), TOOL, "{}", 1));
    assertNotEquals(
        digest,
        ApprovalRequest.digestOf(
            origin(0), new ToolIdentity("pay", "other", TOOL.effect()), "{}", 0));
  }

  @Test
  void nothingThatWasSaidIsPrinted() {
    ApprovalCase edited =
        changed(say(open(1), new Verdict.ApproveWithEdits("{\"key\":\"s3cret\"}"), "ada", NOON));

    assertFalse(
        (edited + " " + edited.request() + edited.grant() + edited.decisions()).contains("s3cret"));
    assertFalse(edited.request().toString().contains("amount"));
  }
}
