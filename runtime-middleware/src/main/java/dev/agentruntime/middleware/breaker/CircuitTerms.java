package dev.agentruntime.middleware.breaker;

import dev.agentruntime.time.Deadline;
import java.time.Duration;

/**
 * When a circuit opens and for how long. Immutable.
 *
 * @param failures how many failures open it
 * @param ofLast among how many votes
 * @param openFor how long nobody is let through once it has opened
 * @param leastLimit how long a limit must be for a time-out to count
 */
record CircuitTerms(int failures, int ofLast, Duration openFor, Duration leastLimit) {
  long openNanos() {
    return Deadline.saturatedNanos(openFor);
  }
}
