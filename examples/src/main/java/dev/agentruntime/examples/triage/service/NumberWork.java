package dev.agentruntime.examples.triage.service;

/**
 * Looks for a number in steps. Healthy as long as the number of steps has a bound and there is a
 * pause between rounds.
 */
public final class NumberWork implements Runnable {
  private final long maxSteps;
  private final long pauseMillis;
  private long found = 1;

  public NumberWork(long maxSteps, long pauseMillis) {
    this.maxSteps = maxSteps;
    this.pauseMillis = pauseMillis;
  }

  @Override
  public void run() {
    try {
      while (found != 0) {
        templateOuter();
        Thread.sleep(pauseMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void templateOuter() {
    found = templateInner(found | 1);
  }

  private long templateInner(long start) {
    long number = start;
    for (long step = 0; step < maxSteps && number != 0; step++) {
      // Odd stays odd, so it never becomes zero.
      number = number * 6_364_136_223_846_793_005L + 2;
    }
    return number;
  }
}
