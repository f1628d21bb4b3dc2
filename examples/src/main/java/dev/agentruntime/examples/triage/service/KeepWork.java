package dev.agentruntime.examples.triage.service;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps entries and drops the oldest beyond a limit. Healthy as long as the limit is a sane one.
 */
public final class KeepWork implements Runnable {
  private static final long PAUSE_MILLIS = 100;

  private final Deque<KeptEntry> kept = new ArrayDeque<>();
  private final int limit;
  private final int perRound;

  public KeepWork(int atFirst, int limit, int perRound) {
    this.limit = limit;
    this.perRound = perRound;
    for (int i = 0; i < atFirst; i++) {
      templateInner(i);
    }
  }

  @Override
  public void run() {
    try {
      while (!kept.isEmpty()) {
        templateOuter();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void templateOuter() {
    for (int i = 0; i < perRound; i++) {
      templateInner(i);
    }
    while (kept.size() > limit) {
      kept.removeFirst();
    }
  }

  private void templateInner(int number) {
    kept.addLast(new KeptEntry(number));
  }
}
