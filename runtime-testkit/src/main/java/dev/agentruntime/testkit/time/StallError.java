package dev.agentruntime.testkit.time;

import java.io.Serial;

/**
 * Virtual time could not move for a while of real time. The message names the threads in the way,
 * with their stacks.
 *
 * <p>Thrown in every thread that is parked when it happens and by {@link VirtualTime#close()}. An
 * assertion error, so that a test fails with it.
 */
public final class StallError extends AssertionError {
  @Serial private static final long serialVersionUID = 1L;

  StallError(String message) {
    super(message);
  }
}
