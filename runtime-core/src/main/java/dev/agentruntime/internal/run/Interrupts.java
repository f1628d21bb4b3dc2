package dev.agentruntime.internal.run;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Tells whether an exception is an interrupt in disguise, as many libraries wrap it. Stateless. */
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
      boolean timeout =
          cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException;
      if (cause instanceof InterruptedIOException && !timeout) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
