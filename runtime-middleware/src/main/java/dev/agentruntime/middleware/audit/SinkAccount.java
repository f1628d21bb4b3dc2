package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.chain.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one call while it is put on record. Safe for use by many threads. */
final class SinkAccount extends CallProgress {
  /** Set by the thread of the call before anything further in runs. */
  private AuditRecord.@Nullable Call call;

  // Guarded by this.
  private final List<Decision> told = new ArrayList<>(2);
  private @Nullable KeptArguments arguments;

  void opens(AuditRecord.Call of) {
    call = of;
  }

  AuditRecord.Call call() {
    AuditRecord.Call known = call;
    if (known == null) {
      throw new IllegalStateException("the call was not proposed before it went on");
    }
    return known;
  }

  /** The arguments as they are now; the same object while nothing changes them. */
  synchronized KeptArguments arguments(String text, Payloads payloads) {
    KeptArguments known = arguments;
    if (known == null || !known.isOf(text)) {
      known = new KeptArguments(text, payloads);
      arguments = known;
    }
    return known;
  }

  /** The decisions that are not on record yet; they are taken to be from now on. */
  synchronized List<Decision> notYetTold(List<Decision> all) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<Decision> others = new ArrayList<>(all);
    others.removeIf(this::isTold);
    told.addAll(others);
    return others;
  }

  @SuppressWarnings("ReferenceEquality") // this very decision: the same may be taken twice
  private boolean isTold(Decision decision) {
    for (Decision known : told) {
      if (known == decision) {
        return true;
      }
    }
    return false;
  }
}
