package dev.agentruntime.middleware.effect;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.tool.ToolOutcome;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Guards the calls of one tool. Immutable; safe for use by many threads.
 *
 * @param ledger what is on record
 * @param held what this call holds
 * @param idempotent whether the tool may run again with the same key
 * @param reconciler finds out about unknown effects, or null
 */
record GuardedCalls(
    EffectLedger ledger, Slot<HeldEffect> held, boolean idempotent, @Nullable Reconciler reconciler)
    implements ToolMiddleware {

  private static final String NOT_RECORDED = "not_recorded";

  /** Somebody else may take or drop a record between two looks, but not for ever. */
  private static final int MAX_LOOKS = 3;

  /**
   * A look without waiting and without a trace. It stands outside those that look whether a
   * resource can be had and answers itself, so nobody need be told that there is an answer.
   */
  @Nullable ToolOutcome peek(ToolCall call) {
    Optional<EffectRecord> known = ledger.glance(call);
    if (known.isEmpty() || held.get(call).holds(known.get().token())) {
      return null;
    }
    return switch (ledger.decide(call, known.get(), EffectLedger.digest(call))) {
      case EffectDecision.Replay(ToolOutcome outcome) -> outcome;
      case EffectDecision.Refuse(ToolOutcome.Blocked refusal) -> refusal;
      case EffectDecision.Unsure() ->
          idempotent || reconciler != null ? null : EffectDecision.unknown();
    };
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    EffectRecord mine = ledger.reserved(call, EffectLedger.digest(call));
    ToolOutcome answer;
    try {
      answer = reserveOrAnswer(call, mine);
    } catch (RuntimeException e) {
      call.decided(EffectGuard.NAME, "store_failed", e.getClass().getName());
      return EffectDecision.noRecord();
    }
    return answer != null ? answer : run(call, next, mine);
  }

  /** Null if the call holds its reservation and may run. */
  private @Nullable ToolOutcome reserveOrAnswer(ToolCall call, EffectRecord mine)
      throws InterruptedException {
    for (int look = 0; look < MAX_LOOKS; look++) {
      if (ledger.insert(call, mine)) {
        return null;
      }
      Optional<EffectRecord> known = ledger.find(call);
      if (known.isEmpty()) {
        continue; // it was dropped in between
      }
      switch (ledger.decide(call, known.get(), mine.digest())) {
        case EffectDecision.Replay(ToolOutcome outcome) -> {
          call.decided(EffectGuard.NAME, "replayed", "");
          return outcome;
        }
        case EffectDecision.Refuse(ToolOutcome.Blocked refusal) -> {
          return refusal;
        }
        case EffectDecision.Unsure() -> {
          if (ledger.takeOver(call, known.get(), mine)) {
            return idempotent ? null : foundOut(call, mine);
          }
        }
      }
    }
    return EffectDecision.underWay(ledger.reservation());
  }

  /** The record is this call's by now, so that no two find out at a time. */
  private @Nullable ToolOutcome foundOut(ToolCall call, EffectRecord mine)
      throws InterruptedException {
    return switch (reconciled(call, mine)) {
      case Reconciliation.Happened(ToolOutcome outcome) -> {
        call.decided(EffectGuard.NAME, "reconciled", "it happened");
        settle(call, mine, outcome);
        yield outcome;
      }
      case Reconciliation.DidNotHappen() -> {
        call.decided(EffectGuard.NAME, "reconciled", "it did not happen");
        yield null;
      }
      case Reconciliation.StillUnknown() -> {
        ledger.unknown(call, mine);
        yield EffectDecision.unknown();
      }
    };
  }

  private Reconciliation reconciled(ToolCall call, EffectRecord mine) throws InterruptedException {
    if (reconciler == null) {
      return new Reconciliation.StillUnknown();
    }
    try {
      return Objects.requireNonNull(reconciler.reconcile(call), "what the reconciler found out");
    } catch (InterruptedException e) {
      lost(call, mine, true, e);
      throw e;
    } catch (Exception e) {
      call.decided(EffectGuard.NAME, "reconcile_failed", e.getClass().getName());
      return new Reconciliation.StillUnknown();
    }
  }

  private ToolOutcome run(ToolCall call, ToolHandler next, EffectRecord mine)
      throws InterruptedException {
    HeldEffect state = held.get(call);
    state.hold(mine.token());
    ToolOutcome outcome;
    try {
      outcome = next.handle(call);
    } catch (InterruptedException | RuntimeException | Error e) {
      lost(call, mine, state.begun(), e);
      throw e;
    }
    settle(call, mine, outcome);
    return outcome;
  }

  /** Puts on record how the call ended; what the tool answered stands, recorded or not. */
  private void settle(ToolCall call, EffectRecord mine, ToolOutcome outcome)
      throws InterruptedException {
    boolean recorded;
    try {
      recorded =
          switch (outcome) {
            case ToolOutcome.Success(String text) -> ledger.done(call, mine, false, text);
            case ToolOutcome.ToolError(String message) -> ledger.done(call, mine, true, message);
            case ToolOutcome.InfrastructureError _,
                ToolOutcome.TimedOut _,
                ToolOutcome.InvalidArguments _,
                ToolOutcome.UnknownTool _,
                ToolOutcome.Rejected _,
                ToolOutcome.ApprovalExpired _,
                ToolOutcome.Blocked _,
                ToolOutcome.Cancelled _,
                ToolOutcome.Suspended _,
                ToolOutcome.Internal _ ->
                unanswered(call, mine, held.get(call).begun());
          };
    } catch (RuntimeException e) {
      call.decided(EffectGuard.NAME, NOT_RECORDED, e.getClass().getName());
      return;
    }
    if (!recorded) {
      call.decided(EffectGuard.NAME, NOT_RECORDED, "the reservation was taken over");
    }
  }

  /** Whatever the outcome is called: if the tool began and did not answer, nobody knows. */
  private boolean unanswered(ToolCall call, EffectRecord mine, boolean begun)
      throws InterruptedException {
    return begun ? ledger.unknown(call, mine) : ledger.release(call, mine);
  }

  /** The call ends by an exception, which what happens here must not hide. */
  private void lost(ToolCall call, EffectRecord mine, boolean begun, Throwable ending) {
    try {
      unanswered(call, mine, begun);
    } catch (InterruptedException e) {
      if (!(ending instanceof InterruptedException)) {
        Thread.currentThread().interrupt();
      }
    } catch (RuntimeException e) {
      call.decided(EffectGuard.NAME, NOT_RECORDED, e.getClass().getName());
    }
  }
}
