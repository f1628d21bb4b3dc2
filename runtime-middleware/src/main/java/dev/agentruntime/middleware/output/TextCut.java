package dev.agentruntime.middleware.output;

/**
 * Shortens a text to its head and its tail, since what went wrong often stands at the end. Pure;
 * immutable.
 *
 * @param headShare how much of what is shown is the head, from 0 to 1
 */
record TextCut(double headShare) {
  /** A cut is moved back to the end of a line if one is as near as this. */
  private static final int LINE_REACH = 200;

  /**
   * Shortens a text.
   *
   * @param text a text longer than the limit
   * @param limit how long the result may be, the notice included
   * @param notice stands where something is left out
   * @return a shorter text; longer than the limit only if the notice alone is
   */
  String cut(String text, int limit, String notice) {
    String middle = "\n[" + notice + "]\n";
    int shown = Math.max(0, limit - middle.length());
    int head = (int) (shown * headShare);
    int tail = shown - head;
    int headEnd = backToLineEnd(text, head);
    int tailBegin = onToLineBegin(text, text.length() - tail);
    return text.substring(0, headEnd) + middle + text.substring(tailBegin);
  }

  /** Leaves out the middle of a short text, and says how much. */
  String inline(String text, int shown) {
    int head = wholeBefore(text, (int) (shown * headShare));
    int tailBegin = wholeAfter(text, text.length() - (shown - head));
    return text.substring(0, head)
        + "… "
        + (tailBegin - head)
        + " of "
        + text.length()
        + " characters left out …"
        + text.substring(tailBegin);
  }

  private static int backToLineEnd(String text, int end) {
    int newline = text.lastIndexOf('\n', end - 1);
    boolean near = newline >= 0 && end - newline <= LINE_REACH;
    return near ? newline : wholeBefore(text, end);
  }

  private static int onToLineBegin(String text, int begin) {
    int newline = text.indexOf('\n', begin);
    boolean near = newline >= 0 && newline - begin <= LINE_REACH;
    return near ? newline + 1 : wholeAfter(text, begin);
  }

  private static int wholeBefore(String text, int end) {
    return splitsPair(text, end) ? end - 1 : end;
  }

  private static int wholeAfter(String text, int begin) {
    return splitsPair(text, begin) ? begin + 1 : begin;
  }

  /** Whether a cut there would leave half a character on either side. */
  static boolean splitsPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }
}
