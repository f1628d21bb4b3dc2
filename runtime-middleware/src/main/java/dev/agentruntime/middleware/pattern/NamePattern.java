package dev.agentruntime.middleware.pattern;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool name in which {@code *} stands for any characters, none included. Immutable.
 *
 * @param text the pattern as the host wrote it
 */
public record NamePattern(String text) implements Comparable<NamePattern> {
  /** Checks the component. */
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
   * Whether it stands for a name.
   *
   * @param name a tool's name
   * @return true if it does
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
   * Whether it is one name and no other.
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
