package dev.agentruntime.middleware.pattern;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name, of a tool or of anything else, in which {@code *} stands for any characters, none
 * included. Letter case counts. Immutable.
 *
 * @param text the pattern as the host wrote it
 */
public record NamePattern(String text) implements Comparable<NamePattern> {
  /** Checks the text. */
  public NamePattern {
    Objects.requireNonNull(text, "pattern");
    if (text.isBlank() || !text.equals(text.strip())) {
      throw new IllegalArgumentException(
          "a tool pattern must be a name or contain '*', and have no blanks around it, was '"
              + text
              + "'");
    }
  }

  /**
   * Whether a name is of this kind. Takes at most pattern times name steps, whatever the stars.
   *
   * @param name the whole name
   * @return true if it is
   */
  public boolean matches(String name) {
    int pattern = 0;
    int at = 0;
    int star = -1;
    int resume = 0;
    while (at < name.length()) {
      if (pattern < text.length() && text.charAt(pattern) == '*') {
        star = pattern++;
        resume = at;
      } else if (pattern < text.length() && text.charAt(pattern) == name.charAt(at)) {
        pattern++;
        at++;
      } else if (star >= 0) {
        pattern = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (pattern < text.length() && text.charAt(pattern) == '*') {
      pattern++;
    }
    return pattern == text.length();
  }

  /**
   * Whether it names one thing and no other.
   *
   * @return true if there is no {@code *} in it
   */
  public boolean isExact() {
    return text.indexOf('*') < 0;
  }

  private int literals() {
    return (int) text.chars().filter(c -> c != '*').count();
  }

  /**
   * The more specific pattern is greater: a plain name before any pattern, then the one with more
   * characters of its own.
   */
  @Override
  public int compareTo(NamePattern other) {
    int exact = Boolean.compare(isExact(), other.isExact());
    return exact != 0 ? exact : Integer.compare(literals(), other.literals());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NamePattern that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
