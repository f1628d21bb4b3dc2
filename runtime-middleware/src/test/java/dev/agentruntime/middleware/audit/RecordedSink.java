package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.audit.AuditUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A sink that remembers, and refuses what a test says. Safe for use by many threads. */
final class RecordedSink implements AuditSink {
  // Guarded by this.
  private final List<AuditRecord> records = new ArrayList<>();
  private final List<AuditRecord> durable = new ArrayList<>();
  private Predicate<AuditRecord> refused = record -> false;
  private int interrupts;

  synchronized void refuse(Predicate<AuditRecord> which) {
    refused = which;
  }

  /** As if the thread were interrupted while it waits for room, so many times. */
  synchronized void interruptNextWrites(int times) {
    interrupts = times;
  }

  @Override
  public synchronized void write(Supplier<? extends AuditRecord> record)
      throws InterruptedException {
    if (interrupts > 0) {
      interrupts--;
      throw new InterruptedException("while waiting for room");
    }
    AuditRecord made = record.get();
    if (refused.test(made)) {
      throw new AuditUnavailableException("disk", "the disk is full", null);
    }
    records.add(made);
  }

  @Override
  public synchronized void writeThrough(Supplier<? extends AuditRecord> record)
      throws InterruptedException {
    AuditRecord made = record.get();
    write(() -> made);
    durable.add(made);
  }

  synchronized List<AuditRecord> records() {
    return List.copyOf(records);
  }

  synchronized List<AuditRecord> durable() {
    return List.copyOf(durable);
  }

  @Override
  public void close() {}
}
