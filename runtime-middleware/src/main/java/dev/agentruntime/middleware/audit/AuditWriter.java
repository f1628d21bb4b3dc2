package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.middleware.audit.Intake.Entry;
import dev.agentruntime.middleware.audit.Intake.Fate;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the queue and writes them, many at a time: those that wait for an effect share
 * one sync. Its own thread runs {@link #run}; the counts may be read by any.
 */
final class AuditWriter implements Runnable {
  /** As many as are worth one write; bounds how far a segment exceeds its size. */
  private static final int MAX_BATCH = 256;

  private static final Logger LOG = LoggerFactory.getLogger("dev.agentruntime.audit");

  private final Intake intake;
  private final SegmentWriter segments;
  private final SyncPolicy policy;
  private final @Nullable AuditAnchor anchor;
  private final long anchorNanos;
  private final TimeSource time;

  /** Records that are not in the file and are not told of yet. */
  private final AtomicLong missing;

  private final AtomicLong anchorFailures = new AtomicLong();

  /** Why nothing can be written any more; null while it can. */
  private volatile @Nullable AuditUnavailableException broken;

  /** Whether the last attempt failed, so that nobody is let go on before the next succeeds. */
  private volatile boolean failing;

  private volatile boolean done;
  private volatile @Nullable Thread closer;

  // The writer's thread only.
  private boolean unsynced;
  private long unsyncedSince;
  private long anchoredAt;
  private long anchoredSequence;

  AuditWriter(Intake intake, SegmentWriter segments, AuditFile.Settings settings, AtomicLong lost) {
    this.intake = intake;
    this.segments = segments;
    this.policy = settings.sync();
    this.anchor = settings.anchor();
    this.anchorNanos = Deadline.saturatedNanos(settings.anchorInterval());
    this.time = settings.time();
    this.missing = lost;
    this.anchoredAt = time.nanoTime();
  }

  @Override
  public void run() {
    try {
      while (true) {
        List<Entry> batch = intake.take(MAX_BATCH, nextDuty());
        if (batch.isEmpty() && intake.isClosed()) {
          break;
        }
        if (!batch.isEmpty()) {
          write(batch);
        }
        duties();
      }
      end();
    } catch (Throwable e) {
      breaks("defect", "the writer of the audit file ended by " + e.getClass().getName(), e);
      intake.close();
    } finally {
      abandonRest();
      done = true;
      Thread waiting = closer;
      if (waiting != null) {
        time.unpark(waiting);
      }
    }
  }

  private void write(List<Entry> batch) {
    AuditUnavailableException already = broken;
    if (already != null) {
      lost(batch, already);
      return;
    }
    List<Entry> made = new ArrayList<>(batch.size());
    List<AuditRecord> records = new ArrayList<>(batch.size() + 1);
    for (Entry entry : batch) {
      AuditRecord record = made(entry);
      if (record != null) {
        made.add(entry);
        records.add(record);
      }
    }
    if (records.isEmpty()) {
      return;
    }
    long untold = missing.get();
    if (untold > 0) {
      records.addFirst(new AuditRecord.Gap(time.instant(), untold));
    }
    try {
      if (segments.isFull()) {
        finishSegment();
      }
      segments.write(records);
      missing.addAndGet(-untold);
      failing = false;
    } catch (IOException e) {
      failed(made, e);
      return;
    }
    settle(made);
  }

  /** The record, made here to spare the call; null if whoever makes it is defective. */
  private @Nullable AuditRecord made(Entry entry) {
    try {
      return entry.record.get();
    } catch (RuntimeException | StackOverflowError e) {
      lost(
          List.of(entry),
          new AuditUnavailableException(
              "defect", "an audit record could not be made: " + e.getClass().getName(), e));
      return null;
    }
  }

  private void failed(List<Entry> batch, IOException e) {
    failing = true;
    AuditUnavailableException why = broken;
    if (why == null) {
      why = new AuditUnavailableException("disk", "the audit file could not be written", e);
    }
    if (e instanceof TornSegmentException) {
      broken = why;
    }
    lost(batch, why);
  }

  private void settle(List<Entry> written) {
    boolean forEffects = written.stream().anyMatch(entry -> entry.through);
    if (!unsynced) {
      unsynced = true;
      unsyncedSince = time.nanoTime();
    }
    boolean kept = !forEffects || !policy.isBeforeEffects() || synced();
    Fate fate = kept ? Fate.KEPT : new Fate(broken);
    written.forEach(entry -> intake.settle(entry, fate));
  }

  /** After a failed sync nobody knows what is on the disk, and trying again does not tell. */
  private boolean synced() {
    try {
      segments.sync();
      unsynced = false;
      return true;
    } catch (IOException e) {
      breaks("disk", "the audit file could not be forced onto the disk", e);
      return false;
    }
  }

  private void breaks(String code, String message, Throwable cause) {
    broken = new AuditUnavailableException(code, message, cause);
    LOG.error("{}: {}; tools with effects are refused from now on", message, cause.getClass());
  }

  private void lost(List<Entry> entries, AuditUnavailableException why) {
    missing.addAndGet(entries.size());
    Fate fate = new Fate(why);
    entries.forEach(entry -> intake.settle(entry, fate));
  }

  /** Ends the segment, for good: what follows goes into another. */
  private void finishSegment() throws IOException {
    if (segments.seal()) {
      if (policy.atTheEnd() && !synced()) {
        throw new IOException("a sealed segment could not be forced onto the disk");
      }
      segments.letGo();
      unsynced = false;
      tellAnchor();
    }
  }

  private Deadline nextDuty() {
    Deadline next = Deadline.never();
    if (policy.interval() != null && unsynced && broken == null) {
      next = at(unsyncedSince, Deadline.saturatedNanos(policy.interval()));
    }
    return hasUntoldTip() ? next.earlier(at(anchoredAt, anchorNanos)) : next;
  }

  private Deadline at(long since, long afterNanos) {
    return Deadline.afterNanos(afterNanos, since);
  }

  private boolean hasUntoldTip() {
    AuditTip tip = anchor == null ? null : segments.tip();
    return tip != null && tip.sequence() > anchoredSequence;
  }

  private void duties() {
    long now = time.nanoTime();
    boolean syncDue =
        policy.interval() != null
            && unsynced
            && broken == null
            && now - unsyncedSince >= Deadline.saturatedNanos(policy.interval());
    if (syncDue) {
      boolean _ = synced();
    }
    if (hasUntoldTip() && now - anchoredAt >= anchorNanos) {
      tellAnchor();
    }
  }

  private void tellAnchor() {
    AuditAnchor to = anchor;
    AuditTip tip = segments.tip();
    if (to == null || tip == null) {
      return;
    }
    anchoredAt = time.nanoTime();
    anchoredSequence = tip.sequence();
    try {
      to.tip(tip);
    } catch (RuntimeException | StackOverflowError e) {
      if (anchorFailures.getAndIncrement() == 0) {
        LOG.warn("the audit's anchor threw {}; further failures are only counted", e.getClass());
      }
    }
  }

  private void end() {
    if (broken != null) {
      return;
    }
    try {
      long untold = missing.get();
      if (untold > 0) {
        segments.write(List.of(new AuditRecord.Gap(time.instant(), untold)));
        missing.addAndGet(-untold);
      }
      finishSegment();
    } catch (IOException e) {
      breaks("disk", "the audit file could not be sealed", e);
    }
  }

  /** Nobody may be left waiting, and no file open. */
  private void abandonRest() {
    AuditUnavailableException why = broken;
    if (why == null) {
      why = new AuditUnavailableException("closed", "the audit file is closed", null);
    }
    List<Entry> rest = intake.take(Integer.MAX_VALUE, Deadline.afterNanos(0, time.nanoTime()));
    lost(rest, why);
    try {
      segments.letGo();
    } catch (IOException e) {
      LOG.warn("the audit file could not be closed: {}", e.getClass().getName());
    }
  }

  @Nullable AuditUnavailableException broken() {
    return broken;
  }

  boolean isFailing() {
    return failing;
  }

  /** For the thread that closes: waits until the last record is written. */
  void awaitDone() {
    closer = Thread.currentThread();
    boolean interrupted = false;
    while (!done) {
      time.park(Deadline.never());
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  long anchorFailures() {
    return anchorFailures.get();
  }
}
