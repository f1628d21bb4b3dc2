package dev.agentruntime.audit;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells a listener. Safe for use by many threads. */
final class TellingSink implements AuditSink {
  private final Consumer<? super AuditRecord> listener;
  private final AtomicLong missing = new AtomicLong();
  private volatile boolean closed;

  TellingSink(Consumer<? super AuditRecord> listener) {
    this.listener = listener;
  }

  @Override
  public void write(Supplier<? extends AuditRecord> record) {
    if (closed) {
      throw new AuditUnavailableException("closed", "the audit listener's sink is closed", null);
    }
    try {
      AuditRecord made = record.get();
      tellOfMissing(made.at());
      listener.accept(made);
    } catch (RuntimeException e) {
      missing.incrementAndGet();
      throw new AuditUnavailableException(
          "listener", "the audit listener threw " + e.getClass().getName(), e);
    }
  }

  private void tellOfMissing(Instant at) {
    long count = missing.getAndSet(0);
    if (count > 0) {
      try {
        listener.accept(new AuditRecord.Gap(at, count));
      } catch (RuntimeException e) {
        missing.addAndGet(count);
        throw e;
      }
    }
  }

  @Override
  public void writeThrough(Supplier<? extends AuditRecord> record) {
    write(record);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "AuditSink(telling a listener)";
  }
}
