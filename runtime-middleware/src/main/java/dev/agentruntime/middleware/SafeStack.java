package dev.agentruntime.middleware;

import dev.agentruntime.middleware.redact.Redactor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Renders an exception without its messages, which may hold secrets: classes and frames only,
 * unless a redactor sees to the messages. Stateless.
 */
final class SafeStack {
  /**
   * As many frames of each exception as tell where it came from; a runaway recursion has thousands.
   */
  private static final int MAX_FRAMES = 40;

  /** As many causes as a reader follows. */
  private static final int MAX_CAUSES = 8;

  private SafeStack() {}

  /**
   * Renders an exception and its causes.
   *
   * @param thrown the exception
   * @param redactor sees to the messages; null leaves them out
   * @return lines as of {@link Throwable#printStackTrace()}, without a line break at the end
   */
  static String render(Throwable thrown, @Nullable Redactor redactor) {
    StringBuilder text = new StringBuilder(1024);
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    @Nullable Throwable current = thrown;
    while (current != null && seen.size() < MAX_CAUSES && seen.add(current)) {
      if (!text.isEmpty()) {
        text.append("\nCaused by: ");
      }
      appendOne(text, current, redactor);
      current = current.getCause();
    }
    if (current != null) {
      text.append("\nCaused by: … (")
          .append(seen.contains(current) ? "a cycle" : "more causes")
          .append(')');
    }
    return text.toString();
  }

  private static void appendOne(StringBuilder text, Throwable thrown, @Nullable Redactor redactor) {
    text.append(thrown.getClass().getName());
    String message = redactor == null ? null : thrown.getMessage();
    if (redactor != null && message != null) {
      text.append(": ").append(redactor.redact(message));
    }
    StackTraceElement[] frames = thrown.getStackTrace();
    for (int i = 0; i < frames.length && i < MAX_FRAMES; i++) {
      text.append("\n\tat ").append(frames[i]);
    }
    if (frames.length > MAX_FRAMES) {
      text.append("\n\t… ").append(frames.length - MAX_FRAMES).append(" more");
    }
  }
}
