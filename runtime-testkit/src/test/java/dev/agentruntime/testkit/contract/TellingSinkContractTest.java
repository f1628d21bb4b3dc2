package dev.agentruntime.testkit.contract;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A listener's sink keeps the contract of sinks. */
class TellingSinkContractTest extends AuditSinkContract {
  private final List<AuditRecord> told = Collections.synchronizedList(new ArrayList<>());

  @Override
  protected AuditSink open(TimeSource time) {
    return AuditSink.telling(told::add);
  }

  @Override
  protected List<AuditRecord> kept() {
    synchronized (told) {
      return List.copyOf(told);
    }
  }
}
