package dev.agentruntime.approval;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store that lives with its process. Final cases are kept for those who still want to know, the
 * most recent {@value #FINAL_CASES_KEPT} of them. Safe for use by many threads.
 */
public final class InMemoryApprovalStore implements ApprovalStore, AutoCloseable {
  /** A working day of a busy host; some ten megabytes. */
  public static final int FINAL_CASES_KEPT = 10_000;

  private record Waiter(String id, Thread thread, TimeSource time) {}

  // Guarded by this; in the order of insertion.
  private final Map<String, ApprovalCase> cases = new LinkedHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private int finals;
  private boolean closed;

  /** An empty store. */
  public InMemoryApprovalStore() {}

  @Override
  public synchronized ApprovalCase insertIfAbsent(ApprovalCase fresh) {
    ensureOpen();
    ApprovalCase known = cases.putIfAbsent(fresh.id(), fresh);
    return known == null ? fresh : known;
  }

  @Override
  public synchronized Optional<ApprovalCase> find(String id) {
    ensureOpen();
    return Optional.ofNullable(cases.get(id));
  }

  @Override
  public boolean replace(ApprovalCase expected, ApprovalCase changed) {
    List<Waiter> woken;
    synchronized (this) {
      ensureOpen();
      ApprovalCase known = cases.get(expected.id());
      if (known == null || known.version() != expected.version()) {
        return false;
      }
      if (changed.version() != expected.version() + 1 || !changed.id().equals(expected.id())) {
        throw new IllegalArgumentException(
            changed + " of version " + changed.version() + " does not follow " + expected);
      }
      cases.put(changed.id(), changed);
      if (changed.state().isFinal() && ++finals > FINAL_CASES_KEPT) {
        forgetOldest();
      }
      woken = waiters.stream().filter(waiter -> waiter.id().equals(changed.id())).toList();
    }
    woken.forEach(waiter -> waiter.time().unpark(waiter.thread()));
    return true;
  }

  private void forgetOldest() {
    Iterator<ApprovalCase> oldest = cases.values().iterator();
    while (oldest.hasNext()) {
      if (oldest.next().state().isFinal()) {
        oldest.remove();
        finals--;
        return;
      }
    }
  }

  @Override
  public synchronized List<ApprovalCase> open() {
    ensureOpen();
    return cases.values().stream().filter(known -> !known.state().isFinal()).toList();
  }

  @Override
  public synchronized List<ApprovalCase> openOf(String runId) {
    ensureOpen();
    return cases.values().stream()
        .filter(known -> !known.state().isFinal())
        .filter(known -> known.request().origin().runId().equals(runId))
        .toList();
  }

  @Override
  public ApprovalCase awaitChange(ApprovalCase seen, Deadline latest, TimeSource time)
      throws InterruptedException {
    Waiter waiter = new Waiter(seen.id(), Thread.currentThread(), time);
    synchronized (this) {
      waiters.add(waiter);
    }
    try {
      while (true) {
        ApprovalCase known = changedSince(seen);
        if (known.version() != seen.version() || latest.isExpired(time.nanoTime())) {
          return known;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + seen);
        }
        time.park(latest);
      }
    } finally {
      synchronized (this) {
        waiters.remove(waiter);
      }
    }
  }

  private synchronized ApprovalCase changedSince(ApprovalCase seen) {
    ensureOpen();
    ApprovalCase known = cases.get(seen.id());
    if (known == null) {
      throw new ApprovalStoreException("the store does not have " + seen, null);
    }
    return known;
  }

  private void ensureOpen() {
    if (closed) {
      throw new ApprovalStoreException("the in-memory approval store is closed", null);
    }
  }

  /** Refuses everything from now on, whoever waits included. */
  @Override
  public void close() {
    List<Waiter> woken;
    synchronized (this) {
      closed = true;
      woken = List.copyOf(waiters);
    }
    woken.forEach(waiter -> waiter.time().unpark(waiter.thread()));
  }

  @Override
  public synchronized String toString() {
    return "InMemoryApprovalStore("
        + (cases.size() - finals)
        + " open, "
        + finals
        + " final"
        + (closed ? ", closed" : "")
        + ")";
  }
}
