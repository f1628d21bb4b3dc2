package dev.agentruntime.middleware.breaker;

import dev.agentruntime.time.TimeSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The runtime's monotonic clock in the shape that Resilience4j takes, so that setting the wall
 * clock moves no circuit and virtual time moves all. Its instants mean nothing outside.
 */
final class CircuitClock extends Clock {
  private final TimeSource time;

  CircuitClock(TimeSource time) {
    this.time = time;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(0, time.nanoTime());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
