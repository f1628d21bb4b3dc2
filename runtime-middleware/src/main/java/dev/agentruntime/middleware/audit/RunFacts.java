package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.chain.RunFrame;
import org.jspecify.annotations.Nullable;

/**
 * What the records of a run say of it. Kept once per run, so that a record holds on to these few
 * words and not to the run with its conversation. Safe for use by many threads.
 */
final class RunFacts {
  private record Known(String runId, AuditRecord.OnBehalf on) {}

  /** Every thread that fills it in fills in the same. */
  private volatile @Nullable Known known;

  RunFacts of(RunFrame run) {
    if (known == null) {
      known =
          new Known(
              run.runId(),
              new AuditRecord.OnBehalf(
                  run.agentPath(),
                  run.sessionId().orElse(null),
                  run.tenant().orElse(null),
                  run.principal().orElse(null)));
    }
    return this;
  }

  String runId() {
    return filled().runId();
  }

  AuditRecord.OnBehalf on() {
    return filled().on();
  }

  private Known filled() {
    Known now = known;
    if (now == null) {
      throw new IllegalStateException("facts of a run were read before they were filled in");
    }
    return now;
  }
}
