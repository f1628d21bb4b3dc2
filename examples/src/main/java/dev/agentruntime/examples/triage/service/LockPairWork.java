package dev.agentruntime.examples.triage.service;

import java.util.concurrent.CountDownLatch;

/**
 * Takes one monitor and, while it holds it, another. Healthy as long as all take them in the same
 * order.
 */
public final class LockPairWork implements Runnable {
  private final Object first;
  private final Object second;
  private final CountDownLatch meet;
  private final long pauseMillis;
  private long moved;

  public LockPairWork(Object first, Object second, CountDownLatch meet, long pauseMillis) {
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
    synchronized (first) {
      meet.countDown();
      meet.await();
      templateInner();
    }
  }

  private void templateInner() {
    synchronized (second) {
      moved++;
    }
  }
}
