package dev.agentruntime.json;

/**
 * Recognises, by a short look ahead, what can only be the next member of an object or the next
 * element of an array. Confined to one thread.
 */
final class Names {
  private final LooseText text;

  Names(LooseText text) {
    this.text = text;
  }

  /** Whether a name with its colon stands at a place, quoted or not. */
  boolean isMember(int index) throws Refusal {
    char c = text.charAt(index);
    int after;
    if (c == '\\' && Signs.isQuote(text.charAt(index + 1))) {
      return isMember(index + 1);
    } else if (Signs.isQuote(c)) {
      boolean doubled = text.charAt(index + 1) == c && Signs.isWordPart(text.charAt(index + 2));
      after = afterQuoted(doubled ? index + 1 : index);
      after += doubled && after > 0 && text.charAt(after) == c ? 1 : 0;
    } else if (Signs.isWordPart(c)) {
      after = afterBare(index);
    } else {
      return false;
    }
    if (after < 0) {
      return false;
    }
    int colon = text.after(after);
    return text.charAt(colon) == ':' && !text.startsWith("://", colon);
  }

  /** Whether a bare word stands before a whole member. */
  boolean isStray(int index) throws Refusal {
    if (!Signs.isWordStart(text.charAt(index))) {
      return false;
    }
    int next = text.after(text.afterWord(index));
    return Signs.isQuote(text.charAt(next)) && isMember(next);
  }

  /** Whether a quoted name stands at a place at which the text ends before its colon. */
  boolean isCutName(int index) throws Refusal {
    if (!Signs.isQuote(text.charAt(index)) || text.end - index >= LooseText.LOOK) {
      return false;
    }
    int after = afterQuoted(index);
    return after < 0 ? !text.hasBreak(index, text.end) : text.after(after) >= text.end;
  }

  /** Whether a quoted name and its value stand at a place, the colon between them forgotten. */
  boolean isMemberWithoutColon(int index) throws Refusal {
    if (!Signs.isQuote(text.charAt(index))) {
      return false;
    }
    int after = afterQuoted(index);
    if (after < 0 || !Signs.isSpace(text.charAt(after))) {
      return false;
    }
    int value = text.after(after);
    return Signs.startsValue(text.charAt(value)) && text.charAt(value) != '-';
  }

  /** The place after a short quoted string on one line, or -1 if there is none. */
  int afterQuoted(int index) throws Refusal {
    char opening = text.charAt(index);
    int limit = Math.min(text.end, index + LooseText.LOOK);
    for (int i = index + 1; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        text.look(i - index);
        return -1;
      }
      if (c == '\\') {
        if (Signs.closes(opening, text.charAt(i + 1)) && i > index + 1) {
          text.look(i - index);
          return i + 2;
        }
        i++;
      } else if (Signs.closes(opening, c)) {
        text.look(i - index);
        return i + 1;
      }
    }
    text.look(limit - index);
    return -1;
  }

  /** The place after a bare name, which may have lost one of its quotes. */
  private int afterBare(int index) throws Refusal {
    int limit = Math.min(text.end, index + LooseText.LOOK);
    int i = index;
    while (i < limit && isNamePart(text.charAt(i))) {
      i++;
    }
    text.look(i - index);
    if (i == limit) {
      return -1;
    }
    return Signs.isQuote(text.charAt(i)) ? i + 1 : i;
  }

  static boolean isNamePart(char c) {
    return Signs.isWordPart(c) || c == '-' || c == '.';
  }

  /** Whether what begins at a place closes a container, ends the text or separates values. */
  boolean isBorder(int index) {
    char c = text.charAt(index);
    return index >= text.end || Signs.isClosing(c) || c == ',' || text.startsWith("...", index);
  }

  /** Whether a bare word and nothing else stands between a place and the next border. */
  boolean isBareElement(int index) throws Refusal {
    int limit = Math.min(text.end, index + LooseText.LOOK);
    for (int i = index; i < limit; i++) {
      char c = text.charAt(i);
      if (c == ',' || c == ']' || c == '\n') {
        text.look(i - index);
        return i > index;
      }
      if (c == '"' || Signs.isOpening(c) || c == ':') {
        text.look(i - index);
        int after = text.after(i + 1);
        return c == '"' && isBorder(after);
      }
    }
    text.look(limit - index);
    return limit == text.end;
  }
}
