package dev.agentruntime.middleware.budget;

import dev.agentruntime.chain.Forecast;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.chain.TurnClaim;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sets aside what a call is expected to take and settles it when the call has ended, by what its
 * outcome counts as. Safe for use by many threads.
 */
final class BudgetLink implements ToolMiddleware, TurnClaim, Preview {
  private final BudgetTerms terms;
  private final RunAccounts accounts;
  private final Spend estimate;
  private final Spend actual;
  private final Slot<HeldByCalls> outside;

  /**
   * A link for one tool.
   *
   * @param price what a call takes beside its active time
   */
  BudgetLink(BudgetTerms terms, RunAccounts accounts, Spend price, LayerBinding binding) {
    this.terms = terms;
    this.accounts = accounts;
    this.actual = price;
    // Time that is used up must refuse, however little the next call may need.
    this.estimate =
        accounts.limits(Quantity.ACTIVE_TIME) ? price.andActiveTime(Duration.ofNanos(1)) : price;
    this.outside = binding.shared(StateScope.RUN, "outside", HeldByCalls::new);
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    Reservation held = outside.get(call).takeUp(call.callId());
    if (held != null) {
      return holding(held, call, next);
    }
    return switch (accounts.innermost(call.run()).reserve(estimate)) {
      case Reservation now -> holding(now, call, next);
      case Shortage shortage -> {
        call.decided(Budgets.NAME, BudgetTexts.code(shortage.quantity()), shortage.toString());
        yield refused(shortage, call.run());
      }
    };
  }

  @Override
  public Forecast of(ToolCall call) {
    Shortage shortage = accounts.innermost(call.run()).shortageOf(estimate);
    return shortage == null
        ? new Forecast.Passes()
        : new Forecast.Refuses(BudgetTexts.refusal(shortage));
  }

  @Override
  public @Nullable ToolOutcome claim(RunFrame run, ToolDescriptor tool, String callId) {
    HeldByCalls held = outside.get(run);
    if (held.holdsWaiting(callId)) {
      return null;
    }
    return switch (accounts.innermost(run).reserve(estimate)) {
      case Reservation reservation -> {
        held.claim(callId, reservation);
        yield null;
      }
      case Shortage shortage -> refused(shortage, run);
    };
  }

  @Override
  public void release(RunFrame run, String callId) {
    Reservation left = outside.get(run).notTakenUp(callId);
    if (left != null) {
      left.release();
    }
  }

  private ToolOutcome holding(Reservation held, ToolCall call, ToolHandler next)
      throws InterruptedException {
    boolean ended = false;
    try {
      ToolOutcome outcome = next.handle(call);
      ended = true;
      end(held, outcome, call);
      return noticed(outcome, call);
    } catch (InterruptedException e) {
      ended = true;
      held.release();
      throw e;
    } finally {
      if (!ended) {
        held.settle(actual);
      }
    }
  }

  /** What each outcome counts as. */
  private void end(Reservation held, ToolOutcome outcome, ToolCall call) {
    switch (outcome) {
      case ToolOutcome.Success _,
          ToolOutcome.ToolError _,
          ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.Internal _ ->
          held.settle(actual);
      case ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _ ->
          held.release();
      case ToolOutcome.Suspended _ -> outside.get(call).suspend(call.callId(), held);
    }
  }

  private ToolOutcome refused(Shortage shortage, RunFrame run) {
    if (terms.stops()) {
      run.stopAfterTurn(Budgets.NAME, shortage.toString());
    }
    return BudgetTexts.refusal(shortage);
  }

  private ToolOutcome noticed(ToolOutcome outcome, ToolCall call) {
    if (terms.noticeAt().isEmpty() || !(outcome instanceof ToolOutcome.Success)) {
      return outcome;
    }
    int noticeAt = terms.noticeAt().getAsInt();
    long inRun = accounts.ofRun(call.run()).left(Quantity.CALLS);
    long ofTool = accounts.innermost(call.run()).left(Quantity.CALLS);
    if (inRun > noticeAt && ofTool > noticeAt) {
      return outcome;
    }
    String sentence =
        inRun <= ofTool ? BudgetTexts.leftInRun(inRun) : BudgetTexts.leftOfTool(ofTool);
    return new ToolOutcome.Success(outcome.textForModel() + "\n\n" + sentence);
  }
}
