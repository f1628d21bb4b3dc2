package dev.agentruntime.examples.triage.service;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;

/** Like {@link LockPairWork}, with locks of {@code java.util.concurrent}. */
public final class OwnedLockWork implements Runnable {
  private final Lock first;
  private final Lock second;
  private final CountDownLatch meet;
  private final long pauseMillis;
  private long moved;

  public OwnedLockWork(Lock first, Lock second, CountDownLatch meet, long pauseMillis) {
    this.first = first;
    this.second = second;
    this.meet = meet;
    this.pauseMillis = pauseMillis;
  }

  @Override
  public void run() {
    try {
      while (moved >= 0) {
        templateOuter();
        Thread.sleep(pauseMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void templateOuter() throws InterruptedException {
    first.lock();
    try {
      meet.countDown();
      meet.await();
      templateInner();
    } finally {
      first.unlock();
    }
  }

  private void templateInner() {
    second.lock();
    try {
      moved++;
    } finally {
      second.unlock();
    }
  }
}
