package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalDecision;
import dev.agentruntime.approval.ApprovalGrant;
import dev.agentruntime.approval.ApprovalReason;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.approval.ApprovalStoreException;
import dev.agentruntime.approval.CallOrigin;
import dev.agentruntime.approval.Remember;
import dev.agentruntime.approval.Transition;
import dev.agentruntime.approval.Verdict;
import dev.agentruntime.chain.ClockPause;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks about one call: puts the question, waits, and looks at everything again before it lets the
 * call pass. Used once; confined to the thread of the call.
 */
final class Asking {
  /** Each time somebody has approved, and then there were more reasons to ask. */
  private static final int MOST_QUESTIONS = 3;

  private final AskingLink link;
  private final ToolCall call;
  private final CaseFile file;
  private final CallOrigin origin;

  Asking(AskingLink link, ToolCall call) {
    this.link = link;
    this.call = call;
    this.file = link.file();
    this.origin = CallOrigin.of(call);
  }

  /**
   * Asks until there is an answer.
   *
   * @throws ApprovalStoreException if the store cannot tell; then the call must not run
   */
  Passage passage() throws InterruptedException {
    for (int asked = 0; asked < MOST_QUESTIONS; asked++) {
      Question question = link.question(call, origin);
      if (isRemembered(question)) {
        return new Passage.Open(call, List.of());
      }
      ApprovalCase settled = settled(put(question));
      Passage passage = settled == null ? null : passage(question, settled);
      if (settled == null) {
        return Passage.closed(waiting(question));
      }
      if (passage != null) {
        return passage;
      }
    }
    return Passage.closed(Refusals.keepsChanging());
  }

  /** What was asked about this very call counts before what is remembered of others. */
  private boolean isRemembered(Question question) {
    RememberedGrants grants = link.remembered();
    if (grants == null) {
      return false;
    }
    Instant now = file.time().instant();
    ApprovalRequest asked = question.request(link.terms(), link.rule(), now);
    RememberedGrant grant =
        file.store().find(asked.id()).isPresent()
            ? null
            : grants.use(asked, call.arguments().object(), now);
    if (grant != null) {
      call.decided(
          Approval.NAME, AskingLink.REMEMBERED, grant.id() + " by " + grant.by().principal());
    }
    return grant != null;
  }

  private ToolOutcome.Suspended waiting(Question question) {
    String id =
        ApprovalRequest.idOf(
            origin, question.digest(call.arguments().object()), question.reasons());
    return new ToolOutcome.Suspended(id, "waiting for somebody to approve the call");
  }

  /** The question as the store has it; asking the same again is no new question. */
  private ApprovalCase put(Question question) {
    ApprovalCase fresh =
        ApprovalCase.open(question.request(link.terms(), link.rule(), file.time().instant()));
    ApprovalCase known = file.store().insertIfAbsent(fresh);
    if (!known.request().argumentsDigest().equals(fresh.request().argumentsDigest())) {
      throw new ApprovalStoreException(
          "the store has another call under the id of " + fresh.request(), null);
    }
    if (known.equals(fresh)) {
      for (ApprovalCase other : file.store().openOf(origin.runId())) {
        if (!other.id().equals(known.id()) && other.request().origin().isSamePlace(origin)) {
          supersede(other);
        }
      }
      call.decided(Approval.NAME, "asked", known.id());
    }
    return known;
  }

  private void supersede(ApprovalCase other) {
    file.withdraw(other, known -> known.supersede("the call or the reasons to ask have changed"));
  }

  /** Waits for a decision; null if the run is to be suspended meanwhile. */
  private @Nullable ApprovalCase settled(ApprovalCase put) throws InterruptedException {
    ApprovalCase now = file.current(put);
    if (now.state() != ApprovalState.PENDING) {
      return suspends() && link.terms().atomicBatch() && othersWait() ? null : now;
    }
    if (suspends()) {
      return null;
    }
    try (ClockPause _ = call.run().pauseClock()) {
      return file.awaitDecision(now);
    } catch (InterruptedException e) {
      withdraw(now, e);
      throw e;
    }
  }

  /** A run inside another's tool cannot be suspended without the other, so it waits. */
  @SuppressWarnings("ReferenceEquality") // the very run
  private boolean suspends() {
    return link.terms().suspends() && call.run().outermost() == call.run();
  }

  private boolean othersWait() {
    return file.store().openOf(origin.runId()).stream()
        .map(file::current)
        .anyMatch(
            other ->
                other.state() == ApprovalState.PENDING
                    && other.request().origin().batchId().equals(origin.batchId()));
  }

  /** Nobody waits for the answer any more. The interrupt is what counts. */
  private void withdraw(ApprovalCase waitedFor, InterruptedException interrupt) {
    try {
      file.withdraw(file.find(waitedFor.id()), known -> known.cancel("the run was told to stop"));
    } catch (ApprovalStoreException e) {
      interrupt.addSuppressed(e);
    }
  }

  /** What a decision means; null if there is more to ask. */
  private @Nullable Passage passage(Question question, ApprovalCase settled) {
    return switch (settled.state()) {
      case APPROVED -> redeem(question, settled);
      case REJECTED -> Passage.closed(rejected(settled));
      case RESPONDED -> Passage.closed(responded(settled));
      case EXPIRED -> {
        call.decided(Approval.NAME, "expired", settled.id());
        yield Passage.closed(
            new ToolOutcome.ApprovalExpired(settled.id(), settled.request().terms().lifetime()));
      }
      case CANCELLED ->
          ended(settled, Refusals.withdrawn(call.context().cancellation().orElse(null)));
      case SUPERSEDED -> ended(settled, Refusals.superseded());
      case CONSUMED -> ended(settled, Refusals.alreadyUsed());
      case REVOKED -> ended(settled, Refusals.revoked());
      case PENDING -> ended(settled, Refusals.unavailable());
    };
  }

  private Passage ended(ApprovalCase settled, ToolOutcome outcome) {
    call.decided(Approval.NAME, "not_approved", settled.state() + " " + settled.id());
    return Passage.closed(outcome);
  }

  private ToolOutcome rejected(ApprovalCase settled) {
    ApprovalDecision last = settled.lastDecision().orElse(null);
    String by = last == null ? "somebody" : last.approver().principal();
    String reason =
        last != null && last.verdict() instanceof Verdict.Reject(String said) ? said : "";
    ToolOutcome.Rejected rejected = new ToolOutcome.Rejected(by, reason);
    link.remember(call, rejected);
    call.decided(Approval.NAME, "rejected", "by " + by + ", " + settled.id());
    return rejected;
  }

  private ToolOutcome responded(ApprovalCase settled) {
    ApprovalDecision last = settled.lastDecision().orElse(null);
    if (last == null || !(last.verdict() instanceof Verdict.Respond(String text))) {
      return Refusals.unavailable();
    }
    call.decided(
        Approval.NAME, "responded", "by " + last.approver().principal() + ", " + settled.id());
    return new ToolOutcome.Success(
        "(The tool was not run; a person answered in its place.)\n" + text);
  }

  /** Looks at everything again, and uses the approval up. Null if there is more to ask. */
  private @Nullable Passage redeem(Question question, ApprovalCase settled) {
    ApprovalGrant grant = Objects.requireNonNull(settled.grant());
    ToolCall approved = grant.edited() ? edited(grant) : call;
    if (approved == null) {
      return unusable(settled, "the edited arguments do not fit the tool", Refusals.editInvalid());
    }
    ToolOutcome refusal = approved.recheck();
    if (refusal != null) {
      return unusable(settled, "refused when looked at again", refusal);
    }
    Question now = link.question(approved, origin);
    boolean moreReasons = !question.reasons().containsAll(now.reasons());
    String digest = now.digest(approved.arguments().object());
    if (moreReasons || !digest.equals(grant.digest())) {
      supersede(settled);
      call.decided(Approval.NAME, "superseded", settled.id());
      return grant.edited() ? Passage.closed(Refusals.editNeedsMore()) : null;
    }
    if (call.context().cancellation().isPresent()) {
      return unusable(
          settled,
          "the run was told to stop",
          Refusals.withdrawn(call.context().cancellation().orElse(null)));
    }
    if (call.deadline().isExpired(file.time().nanoTime())) {
      return unusable(settled, "the time of the run is up", Refusals.late());
    }
    return consumed(question, settled, digest, approved);
  }

  private @Nullable Passage consumed(
      Question question, ApprovalCase settled, String digest, ToolCall approved) {
    if (settled.consume(digest, file.time().instant()) instanceof Transition.Changed(var used)
        && file.store().replace(settled, used)) {
      ApprovalGrant grant = Objects.requireNonNull(used.grant());
      remember(used);
      List<String> edited =
          grant.edited()
              ? Edits.between(call.arguments().object(), approved.arguments().object())
              : List.of();
      call.decided(
          Approval.NAME,
          grant.edited() ? "approved_with_edits" : "approved",
          "by " + String.join(", ", grant.approvers()) + ", " + settled.id());
      return new Passage.Open(approved, edited);
    }
    // It expired, was revoked or was used at this very moment: final, so this comes here once.
    ApprovalCase now = file.current(file.find(settled.id()));
    return now.state() == ApprovalState.APPROVED
        ? ended(now, Refusals.unavailable())
        : passage(question, now);
  }

  /** Once, since an approval is used once. */
  private void remember(ApprovalCase used) {
    RememberedGrants grants = link.remembered();
    ApprovalDecision last = used.lastDecision().orElse(null);
    if (grants != null
        && last != null
        && last.verdict() instanceof Verdict.ApproveAndRemember(Remember terms)) {
      grants.add(used.request(), terms, last.approver(), last.at());
    }
  }

  private Passage unusable(ApprovalCase settled, String why, ToolOutcome outcome) {
    file.withdraw(settled, known -> known.supersede(why));
    call.decided(Approval.NAME, "approval_not_used", why + ", " + settled.id());
    return Passage.closed(outcome);
  }

  /** The call with the arguments a person gave it; null if the tool does not take them. */
  private @Nullable ToolCall edited(ApprovalGrant grant) {
    try {
      ToolArguments arguments = ToolArguments.ofText(grant.arguments());
      ObjectNode object = arguments.object();
      return link.accepts(object) ? call.withArguments(arguments) : null;
    } catch (MalformedArgumentsException e) {
      return null;
    }
  }

  /** Why somebody has to be asked about a call whose arguments had to be mended. */
  static ApprovalReason repaired(String changes) {
    return new ApprovalReason(
        Approval.NAME,
        Approval.REPAIRED,
        "The effect cannot be undone, and the arguments had to be mended: " + changes);
  }
}
