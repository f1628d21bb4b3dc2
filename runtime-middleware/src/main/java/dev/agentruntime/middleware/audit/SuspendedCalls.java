package dev.agentruntime.middleware.audit;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The calls that wait for somebody outside their run, so that one which enters its chain again is
 * taken for the same call. Safe for use by many threads.
 */
final class SuspendedCalls {
  /**
   * Far more than people decide on at a time. A call forgotten beyond it is put on record as
   * proposed a second time, which the verifier understands.
   */
  private static final int MAX_REMEMBERED = 10_000;

  private record Key(String runId, String callId) {}

  private final SequencedSet<Key> waiting = new LinkedHashSet<>(); // guarded by this

  /** Spares nearly every call the lock. */
  private volatile boolean any;

  synchronized void add(String runId, String callId) {
    waiting.add(new Key(runId, callId));
    if (waiting.size() > MAX_REMEMBERED) {
      waiting.removeFirst();
    }
    any = true;
  }

  /** Whether the call was suspended; forgets it. */
  boolean resumes(RunFacts run, String callId) {
    return any && remove(new Key(run.runId(), callId));
  }

  private synchronized boolean remove(Key key) {
    boolean known = waiting.remove(key);
    any = !waiting.isEmpty();
    return known;
  }
}
