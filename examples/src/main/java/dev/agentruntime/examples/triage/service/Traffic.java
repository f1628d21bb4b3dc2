package dev.agentruntime.examples.triage.service;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes what a service under ordinary load writes to its log, hiccups included. */
final class Traffic implements Runnable {
  private static final List<String> PATHS =
      List.of("/cart", "/checkout", "/search", "/item/4711", "/login", "/health");

  private final EventLog log;
  private final RandomGenerator random;

  Traffic(EventLog log, RandomGenerator random) {
    this.log = log;
    this.random = random;
  }

  @Override
  public void run() {
    try {
      for (long request = 1; request > 0; request++) {
        one(request);
        Thread.sleep(random.nextInt(5, 40));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void one(long request) {
    String path = PATHS.get(random.nextInt(PATHS.size()));
    int millis = (int) Math.abs(12 + 9 * random.nextGaussian());
    if (request % 97 == 40) {
      log.error("payment provider, attempt 1 of 3", new SocketTimeoutException("Read timed out"));
    } else if (request % 61 == 20) {
      log.warn("slow query " + (300 + millis) + " ms, " + path);
    } else {
      log.info("GET " + path + " 200 " + millis + " ms");
    }
  }
}
