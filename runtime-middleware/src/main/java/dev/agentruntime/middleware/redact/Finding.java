package dev.agentruntime.middleware.redact;

import java.util.Objects;

/**
 * One value found in a text, by its place: it holds nothing of the text. Immutable.
 *
 * @param start where the value begins, in UTF-16 code units
 * @param end behind its last code unit
 * @param type what it is
 * @param confidence from 0 to 1: 1 if a checksum says so, 0.5 if the shape alone does
 */
public record Finding(int start, int end, EntityType type, double confidence) {
  /** Checks the components. */
  public Finding {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "a finding must begin at 0 or later and not be empty, was from " + start + " to " + end);
    }
    Objects.requireNonNull(type, "type");
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be from 0 to 1, was " + confidence);
    }
  }

  /**
   * The value itself.
   *
   * @param text the text it was found in
   * @return the part of the text: not to be logged or put into an exception
   */
  public String in(String text) {
    return text.substring(start, end);
  }

  /**
   * How long it is.
   *
   * @return code units, at least 1
   */
  public int length() {
    return end - start;
  }
}
