package dev.agentruntime.testkit.time;

import java.io.Serial;

/**
 * Thrown in threads that still use a virtual time after its test has closed it, so that they end.
 */
final class ClosedException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  ClosedException() {
    super("virtual time is closed: its test is over");
  }
}
