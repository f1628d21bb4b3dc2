package dev.agentruntime.middleware.output;

import dev.agentruntime.tool.ToolOutcome;

/**
 * Part of a text, as a model is shown it. Pure; immutable.
 *
 * @param text the whole
 * @param limit how many characters of it are shown at most
 */
record ArtifactPage(String text, int limit) {
  /** Of a line that was found: what it says, and no page of minified code. */
  private static final int MAX_LINE = 300;

  /** How many characters are searched without a look at the interrupt flag: well under a moment. */
  private static final int BETWEEN_LOOKS = 1 << 14;

  /** The characters from an offset on. */
  ToolOutcome from(int offset) {
    if (offset >= text.length()) {
      return ToolOutcome.toolError(
          "The artifact ends at character " + text.length() + "; the offset must be less.");
    }
    int begin = TextCut.splitsPair(text, offset) ? offset - 1 : offset;
    int end = (int) Math.min(text.length(), (long) begin + limit);
    if (TextCut.splitsPair(text, end)) {
      end++;
    }
    String more = end == text.length() ? "this is the end" : "go on with offset " + end;
    return ToolOutcome.success(
        text.substring(begin, end)
            + "\n[characters "
            + begin
            + " to "
            + end
            + " of "
            + text.length()
            + "; "
            + more
            + "]");
  }

  /** The lines that contain a text, from an offset on. */
  ToolOutcome find(String wanted, int offset) throws InterruptedException {
    StringBuilder found = new StringBuilder();
    int begin = Math.min(offset, text.length());
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      end = end < 0 ? text.length() : end;
      int at = indexOf(wanted, begin, end);
      if (at >= 0) {
        String line = at + ": " + shown(begin, end, at);
        if (!found.isEmpty() && found.length() + line.length() > limit) {
          return ToolOutcome.success(found + "[there is more; go on with offset " + begin + "]");
        }
        found.append(line).append('\n');
      }
      begin = end + 1;
    }
    return found.isEmpty()
        ? ToolOutcome.success("[no line contains it, from offset " + offset + " to the end]")
        : ToolOutcome.success(
            found + "[these are all lines to the end, each with the offset of what was found]");
  }

  private int indexOf(String wanted, int begin, int end) throws InterruptedException {
    for (int at = begin; at <= end - wanted.length(); at++) {
      if (at % BETWEEN_LOOKS == 0 && Thread.interrupted()) {
        throw new InterruptedException("interrupted while searching an artifact");
      }
      if (text.regionMatches(true, at, wanted, 0, wanted.length())) {
        return at;
      }
    }
    return -1;
  }

  /** A long line around what was found in it. */
  private String shown(int begin, int end, int at) {
    if (end - begin <= MAX_LINE) {
      return text.substring(begin, end);
    }
    int from = Math.max(begin, Math.min(at - MAX_LINE / 3, end - MAX_LINE));
    int to = from + MAX_LINE;
    from = TextCut.splitsPair(text, from) ? from + 1 : from;
    to = TextCut.splitsPair(text, to) ? to - 1 : to;
    return "… " + text.substring(from, to) + " …";
  }
}
