package dev.agentruntime.json.schema;

import java.io.Serial;
import java.util.regex.Pattern;

/**
 * Searches with patterns from schemas, which others write, in texts from models: the search is
 * given up when it has looked at too many characters, since the JDK's matcher can take exponential
 * time. Stateless.
 */
final class BoundedSearch {
  /** A pattern that does not go back looks at each character a few times. */
  private static final int LOOKS_PER_CHARACTER = 64;

  /** Leaves short texts room for alternatives; some milliseconds at most. */
  private static final int MIN_LOOKS = 100_000;

  private BoundedSearch() {}

  /** How a search ended. */
  enum Result {
    FOUND,
    NOT_FOUND,
    /** Took too long, or went too deep for the stack. */
    GIVEN_UP
  }

  static Result find(Pattern pattern, String text) {
    try {
      return pattern.matcher(new Counted(text)).find() ? Result.FOUND : Result.NOT_FOUND;
    } catch (GaveUpException | StackOverflowError _) {
      return Result.GIVEN_UP;
    }
  }

  /** A text that can be looked at only so often. Confined to one search. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long looks;

    Counted(String text) {
      this.text = text;
      this.looks = Math.max(MIN_LOOKS, (long) LOOKS_PER_CHARACTER * text.length());
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--looks < 0) {
        throw new GaveUpException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Never leaves this class. */
  private static final class GaveUpException extends dev.agentruntime.error.AgentRuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    GaveUpException() {
      super("the search looked at too many characters");
    }
  }
}
