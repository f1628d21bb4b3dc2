package dev.agentruntime.audit;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps audit records, in the order in which they are handed in.
 *
 * <p>A sink never drops a record in silence. What it could not keep it counts, and tells by an
 * {@link AuditRecord.Gap} ahead of the next record it does keep.
 *
 * <p>Records are handed in as suppliers, so that a sink with a thread of its own can have them made
 * there: making one may cost redaction and a digest. A sink asks each supplier at most once.
 *
 * <p>Implementations must be safe for use by many threads, and must not call back into a run. A
 * closed sink refuses.
 */
public interface AuditSink extends AutoCloseable {

  /**
   * Takes a record, which may be kept a little later: what it tells of does no harm if it is lost
   * in a crash.
   *
   * @param record makes the record; asked at most once, on any thread
   * @throws AuditUnavailableException if it is already known that the record cannot be kept
   * @throws InterruptedException if the thread was interrupted while the sink had no room; the
   *     record is not taken
   */
  void write(Supplier<? extends AuditRecord> record) throws InterruptedException;

  /**
   * Takes a record and returns when it, and every record taken before it from this thread, is as
   * durable as this sink promises. What follows may have effects.
   *
   * @param record makes the record; asked at most once, on any thread
   * @throws AuditUnavailableException if the record is not, or not known to be, kept
   * @throws InterruptedException if the thread was interrupted while it waited; the record may be
   *     kept all the same
   */
  void writeThrough(Supplier<? extends AuditRecord> record) throws InterruptedException;

  /** Keeps what was taken, and lets go of what it holds. Closing again does nothing. */
  @Override
  void close();

  /**
   * A sink that tells a listener, at once and on the thread of the call. If the listener throws,
   * the record counts as not kept.
   *
   * @param listener is told; quick, and safe for use by many threads
   * @return a sink whose {@code close} only makes it refuse
   */
  static AuditSink telling(Consumer<? super AuditRecord> listener) {
    return new TellingSink(Objects.requireNonNull(listener, "listener"));
  }
}
