package dev.agentruntime.json;

/**
 * Finds the end of a string whose closing quote is nowhere in the text: before the next member or
 * element, before the brackets at the text's end, or where the text was cut. Confined to one
 * thread.
 */
final class LostQuote {
  private final LooseText text;
  private final Names names;
  private int start;

  LostQuote(LooseText text, Names names) {
    this.text = text;
    this.names = names;
  }

  /**
   * Finds the end.
   *
   * @param from where the string's content begins
   * @param place where the string stands
   */
  QuotedEnd find(int from, Place place) throws Refusal {
    start = from;
    int last = text.before(text.end - 1, start);
    if (text.extent == Extent.PREFIX || last < start) {
      return cut(text.end);
    }
    int missing =
        switch (place) {
          case NAME -> firstOf(":,}]\n");
          case MEMBER -> memberEnd(last);
          case ELEMENT, ARGUMENT -> isBorderOrSign(last) ? firstOf(",]}") : -1;
          case ROOT -> isBorderOrSign(last) ? last : -1;
        };
    return missing < 0 ? cut(text.end) : new QuotedEnd(missing, missing, QuotedEnd.Kind.LOST);
  }

  private static QuotedEnd cut(int end) {
    return new QuotedEnd(end, end, QuotedEnd.Kind.CUT);
  }

  private boolean isBorderOrSign(int index) {
    char c = text.charAt(index);
    return Signs.isClosing(c) || c == ',' || c == '+' || c == ')';
  }

  private int firstOf(String signs) throws Refusal {
    for (int i = start; i < text.end; i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        text.look(i - start);
        return i;
      }
    }
    text.look(text.end - start);
    return -1;
  }

  /** Before the next member, or before the brackets that close what is open. */
  private int memberEnd(int last) throws Refusal {
    int opened = 0;
    for (int i = start; i < text.end; i++) {
      char c = text.charAt(i);
      if ((c == ',' || c == '\n') && names.isMember(text.after(i + 1))) {
        text.look(i - start);
        return i;
      }
      if (i == last && opened > 0 && Signs.isClosing(c)) {
        return -1;
      }
      opened += Signs.isOpening(c) ? 1 : Signs.isClosing(c) && opened > 0 ? -1 : 0;
    }
    text.look(text.end - start);
    if (!isBorderOrSign(last)) {
      return -1;
    }
    int i = last;
    for (int open = text.scopes.depth(); i >= start && open > 0; ) {
      char c = text.charAt(i);
      if (Signs.isClosing(c)) {
        open--;
      } else if (!Signs.isSpace(c) && c != ',' && c != '+' && c != ')') {
        break;
      }
      i--;
    }
    return i + 1;
  }
}
