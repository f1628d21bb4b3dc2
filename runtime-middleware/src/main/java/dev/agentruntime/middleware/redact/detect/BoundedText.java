package dev.agentruntime.middleware.redact.detect;

/**
 * A text that may be read only so often: a search by regular expression goes back and forth in it,
 * and on a hostile text it may never end. Confined to one thread.
 */
final class BoundedText implements CharSequence {
  private final CharSequence text;
  private final Allowance allowance;

  BoundedText(CharSequence text, long reads) {
    this(text, new Allowance(reads));
  }

  private BoundedText(CharSequence text, Allowance allowance) {
    this.text = text;
    this.allowance = allowance;
  }

  @Override
  public char charAt(int index) {
    if (--allowance.reads < 0) {
      throw new TooManyReadsException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), allowance);
  }

  /** Nothing of the text: a name for where this turns up. */
  @Override
  public String toString() {
    return "text of " + text.length() + " characters";
  }

  private static final class Allowance {
    private long reads;

    Allowance(long reads) {
      this.reads = reads;
    }
  }
}
