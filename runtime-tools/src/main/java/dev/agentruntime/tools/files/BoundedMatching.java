package dev.agentruntime.tools.files;

import java.util.regex.Pattern;

/**
 * Matches a pattern that a model wrote, with a bound on the work: a pattern that backtracks without
 * end is refused instead of holding a thread that no interrupt reaches. Confined to one thread.
 */
final class BoundedMatching {
  /** A line of the longest kind takes a sane pattern less than a tenth of this. */
  private static final int MAX_STEPS = 2_000_000;

  private final Pattern pattern;

  BoundedMatching(Pattern pattern) {
    this.pattern = pattern;
  }

  boolean find(String line) throws TooMuchWork {
    try {
      return pattern.matcher(new Counted(line)).find();
    } catch (OutOfSteps | StackOverflowError e) {
      throw new TooMuchWork(e);
    }
  }

  /** Says that a pattern takes too long. */
  static final class TooMuchWork extends Exception {
    private static final long serialVersionUID = 1L;

    TooMuchWork(Throwable cause) {
      super("pattern takes more than " + MAX_STEPS + " steps", cause);
    }
  }

  /** The only way out of the matcher's recursion. */
  private static final class OutOfSteps extends IllegalStateException {
    private static final long serialVersionUID = 1L;
  }

  /** A text that counts how often the matcher looks at it. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int steps;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new OutOfSteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
