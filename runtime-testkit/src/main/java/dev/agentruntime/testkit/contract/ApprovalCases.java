package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalDecision;
import dev.agentruntime.approval.ApprovalDisplay;
import dev.agentruntime.approval.ApprovalReason;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalStore;
import dev.agentruntime.approval.ApprovalTerms;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.CallOrigin;
import dev.agentruntime.approval.ToolIdentity;
import dev.agentruntime.approval.Transition;
import dev.agentruntime.approval.Verdict;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Cases to play with, and what may happen to them. Stateless. */
final class ApprovalCases {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant TOO_LATE = NOON.plus(Duration.ofHours(1));

  private ApprovalCases() {}

  static ApprovalCase fresh(String run, int position, int needed) {
    CallOrigin origin =
        new CallOrigin("tenant", "session", run, "agent", "user", "call-" + position, 1, position);
    ToolIdentity tool = new ToolIdentity("tool", "schema", ToolIdentity.Effect.CHANGES);
    String digest = ApprovalRequest.digestOf(origin, tool, "{\"n\":1}", 0);
    List<ApprovalReason> reasons =
        List.of(new ApprovalReason("policy", "rule-1", "A rule says so"));
    return ApprovalCase.open(
        new ApprovalRequest(
            ApprovalRequest.idOf(origin, digest, reasons),
            origin,
            tool,
            "{\"n\":1}",
            digest,
            new ApprovalDisplay(
                List.of(new ApprovalDisplay.Field("/n", "1", false, false)), 0, List.of()),
            reasons,
            ApprovalRule.anyone().needing(needed),
            new ApprovalTerms(NOON, TOO_LATE, Duration.ofMinutes(5), "epoch", 0)));
  }

  static Transition decide(ApprovalCase known, Verdict verdict, String by) {
    return known.decide(
        new ApprovalDecision(
            known.id(), verdict, known.request().argumentsDigest(), Approver.of(by), NOON),
        NOON);
  }

  static Transition expire(ApprovalCase known) {
    ApprovalCase late = known.asOf(TOO_LATE);
    return late.version() == known.version()
        ? new Transition.Conflict(known, "it has ended")
        : new Transition.Changed(late);
  }

  /** Makes something happen to a case; whether it did. */
  static boolean happen(ApprovalStore store, String id, Function<ApprovalCase, Transition> event) {
    while (true) {
      ApprovalCase known = store.find(id).orElseThrow();
      if (!(event.apply(known) instanceof Transition.Changed(ApprovalCase changed))) {
        return false;
      }
      if (store.replace(known, changed)) {
        return true;
      }
    }
  }

  static ApprovalCase approved(ApprovalStore store, ApprovalCase open) {
    store.insertIfAbsent(open);
    assertTrue(happen(store, open.id(), known -> decide(known, new Verdict.Approve(), "ada")));
    return store.find(open.id()).orElseThrow();
  }

  static ApprovalCase inserted(ApprovalStore store) {
    return store.insertIfAbsent(fresh("run", 0, 1));
  }

  /** Makes several things happen at once; how often each did. */
  static List<Boolean> race(
      TimeSource time,
      Duration patience,
      ApprovalStore store,
      String id,
      List<Function<ApprovalCase, Transition>> events)
      throws InterruptedException {
    List<Background<Boolean>> racers = new ArrayList<>();
    for (Function<ApprovalCase, Transition> event : events) {
      racers.add(Background.start(time, "racer-" + racers.size(), () -> happen(store, id, event)));
    }
    List<Boolean> happened = new ArrayList<>();
    for (Background<Boolean> racer : racers) {
      happened.add(racer.await(patience, "a change").valueOrThrow());
    }
    return happened;
  }
}
