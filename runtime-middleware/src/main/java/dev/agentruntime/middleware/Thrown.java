package dev.agentruntime.middleware;

import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** What is to be done about something thrown inside a chain. */
enum Thrown {
  /** A defect of somebody's: the call ends with an answer, the run goes on. */
  CONTAIN,
  /**
   * An interrupt, whatever it is wrapped in: it ends the call for everybody and never becomes an
   * answer.
   */
  INTERRUPT,
  /**
   * The virtual machine is in trouble or stops the thread: nobody here can go on as if nothing had
   * happened.
   */
  PASS_ON;

  /** Cause chains longer than this are cycles or noise. */
  private static final int MAX_CAUSES = 20;

  static Thrown of(Throwable thrown) {
    if (isFatal(thrown)) {
      return PASS_ON;
    }
    @Nullable Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return INTERRUPT;
      }
      cause = cause.getCause();
    }
    return CONTAIN;
  }

  /**
   * A stack that overflowed is a defect like any other: it has been unwound by the time somebody
   * looks.
   */
  private static boolean isFatal(Throwable thrown) {
    boolean machine =
        thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    // By name, as the class is on its way out of the JDK.
    return machine || thrown.getClass().getName().equals("java.lang.ThreadDeath");
  }
}
