package dev.agentruntime.middleware.internal.secret;

/** A text that counts how often its characters are read. Confined to one thread. */
final class CountedText implements CharSequence {
  private final String text;
  private long reads;

  CountedText(String text) {
    this.text = text;
  }

  long reads() {
    return reads;
  }

  @Override
  public char charAt(int index) {
    reads++;
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    reads += end - start;
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
