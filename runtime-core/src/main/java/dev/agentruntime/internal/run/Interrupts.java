package dev.agentruntime.internal.run;

import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an exception is an interrupt in disguise, as many libraries wrap it. Stateless.
 *
 * <p>Not by {@code InterruptedIOException}: HTTP clients throw it when their own time-outs pass.
 * Where it does stand for an interrupt, the thread's flag is set, so callers look at that too.
 */
final class Interrupts {
  /** Cause chains longer than this are cycles or noise. */
  private static final int MAX_CAUSES = 20;

  private Interrupts() {}

  static boolean isInterrupt(Throwable thrown) {
    @Nullable Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** An interrupt as what it is, with what it was wrapped in as its cause. */
  static InterruptedException unwrapped(String message, Throwable disguise) {
    InterruptedException interrupt = new InterruptedException(message);
    interrupt.initCause(disguise);
    return interrupt;
  }
}
