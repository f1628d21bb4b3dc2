package dev.agentruntime.middleware.approval;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.approval.ApprovalStore;
import dev.agentruntime.approval.ApprovalStoreException;
import dev.agentruntime.approval.Transition;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.function.Function;

/** What is done with cases in a store, by compare-and-set until it is done. Immutable. */
record CaseFile(ApprovalStore store, TimeSource time) {

  /** The case as it stands, or the refusal of a store that has lost it. */
  ApprovalCase find(String id) {
    return store
        .find(id)
        .orElseThrow(
            () -> new ApprovalStoreException("the store has lost the request " + id, null));
  }

  /** The case as of now; if its time has passed, the store knows that too. */
  ApprovalCase current(ApprovalCase known) {
    ApprovalCase seen = known;
    while (true) {
      ApprovalCase now = seen.asOf(time.instant());
      if (now.version() == seen.version() || store.replace(seen, now)) {
        return now;
      }
      seen = find(seen.id());
    }
  }

  /** Waits until somebody has decided or the request's time has passed. */
  ApprovalCase awaitDecision(ApprovalCase pending) throws InterruptedException {
    ApprovalCase seen = current(pending);
    while (seen.state() == ApprovalState.PENDING) {
      Duration left = Duration.between(time.instant(), seen.request().terms().expiresAt());
      seen = current(store.awaitChange(seen, Deadline.after(left, time), time));
    }
    return seen;
  }

  /** Ends a case, whatever becomes of it meanwhile; false if it had ended otherwise. */
  boolean withdraw(ApprovalCase known, Function<ApprovalCase, Transition> end) {
    ApprovalCase seen = known;
    while (true) {
      switch (end.apply(seen)) {
        case Transition.Changed(var ended) -> {
          if (store.replace(seen, ended)) {
            return true;
          }
        }
        case Transition.Repeated _, Transition.Conflict _ -> {
          return false;
        }
      }
      seen = find(seen.id());
    }
  }
}
