package dev.agentruntime.middleware.audit;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of an audit stream at some moment. Kept somewhere else than the stream, it shows
 * later that nothing before it was cut off or replaced. Immutable.
 *
 * @param stream the stream's id
 * @param sequence the line's number in the stream, from 1
 * @param mac the line's code, 64 hex digits, which depends on every line before it
 */
public record AuditTip(String stream, long sequence, String mac) {
  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{32}):(\\d{1,18}):([0-9a-f]{64})");

  /** Checks the components. */
  public AuditTip {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(mac, "mac");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence must be at least 1, was " + sequence);
    }
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @param text {@code stream:sequence:mac}
   * @return the tip
   * @throws IllegalArgumentException if it is something else
   */
  public static AuditTip parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "an audit tip must be stream:sequence:mac with 32 and 64 hex digits, had "
              + text.length()
              + " characters of something else");
    }
    return new AuditTip(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
  }

  /** {@code stream:sequence:mac}, fit for a line of a log elsewhere. */
  @Override
  public String toString() {
    return stream + ":" + sequence + ":" + mac;
  }
}
