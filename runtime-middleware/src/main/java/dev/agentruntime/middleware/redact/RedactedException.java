package dev.agentruntime.middleware.redact;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception whose message, or that of one of its causes, held what must not be seen:
 * the class's name, the message without it, the same stack, and causes and suppressed exceptions of
 * the same kind. The exception itself is nowhere in it.
 */
public final class RedactedException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** As many causes as a reader follows. */
  private static final int MAX_CAUSES = 20;

  private static final String FAILED = "(could not be redacted)";

  /**
   * The name of the class of the exception this one stands for.
   *
   * @serial
   */
  private final String originalClass;

  private RedactedException(
      Throwable original, @Nullable String message, @Nullable RedactedException cause) {
    super(original.getClass().getName() + (message == null ? "" : ": " + message), cause);
    this.originalClass = original.getClass().getName();
    setStackTrace(original.getStackTrace());
  }

  /**
   * An exception as it may be seen.
   *
   * @param thrown any exception
   * @param redactor takes out what must not be seen; where it fails, no message is shown
   * @return the same exception if nothing had to be taken out of it, its causes and what it
   *     suppressed
   */
  public static Throwable of(Throwable thrown, Redactor redactor) {
    Objects.requireNonNull(redactor, "redactor");
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return isClean(thrown, redactor, seen) ? thrown : copy(thrown, redactor, MAX_CAUSES);
  }

  private static boolean isClean(
      @Nullable Throwable thrown, Redactor redactor, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return true;
    }
    if (seen.size() > MAX_CAUSES) {
      return false;
    }
    String message = thrown.getMessage();
    // What an exception prints may be more than its message.
    boolean clean =
        (message == null || message.equals(redacted(message, redactor)))
            && thrown.toString().equals(redacted(thrown.toString(), redactor))
            && isClean(thrown.getCause(), redactor, seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      clean = clean && isClean(suppressed, redactor, seen);
    }
    return clean;
  }

  private static RedactedException copy(Throwable thrown, Redactor redactor, int left) {
    Throwable cause = left == 0 ? null : thrown.getCause();
    String message = thrown.getMessage();
    RedactedException copy =
        new RedactedException(
            thrown,
            message == null ? null : redacted(message, redactor),
            cause == null ? null : copy(cause, redactor, left - 1));
    if (left > 0) {
      for (Throwable suppressed : thrown.getSuppressed()) {
        copy.addSuppressed(copy(suppressed, redactor, 0));
      }
    }
    return copy;
  }

  private static String redacted(String message, Redactor redactor) {
    try {
      String redacted = redactor.redact(message);
      return redacted == null ? FAILED : redacted;
    } catch (RuntimeException | StackOverflowError e) {
      return FAILED;
    }
  }

  /**
   * The class of the exception this one stands for.
   *
   * @return its name
   */
  public String originalClass() {
    return originalClass;
  }
}
