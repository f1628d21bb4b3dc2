package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The text under the tolerant parser: where the parser is, which containers are open there, what
 * was changed so far, and how much looking ahead is left. Confined to one thread.
 *
 * <p>Looking ahead is what makes tolerant parsers slow on hostile text, so all of it is paid for
 * from a budget that grows with the length of the text and no faster. A text that exhausts it is
 * refused.
 */
final class LooseText {
  /** How far one look ahead for a name or a word goes. Names of real schemas are shorter. */
  static final int LOOK = 120;

  /**
   * Looking per character of text. Damage of any kind that models produce needs less than 10; a
   * text made to cost more is refused.
   */
  private static final int LOOKS_PER_CHARACTER = 64;

  private static final long LEAST_LOOKS = 10_000;

  final String text;
  final int end;
  final Extent extent;
  final Scopes scopes = new Scopes();
  final Spans spans = new Spans();
  final boolean keepsSpans;

  /** Where the parser is. Moved by the parser and its helpers only. */
  int at;

  private final List<Change> changes = new ArrayList<>();
  private long looksLeft;

  LooseText(String text, Extent extent, boolean keepsSpans) {
    this.keepsSpans = keepsSpans;
    this.text = text;
    this.end = text.length();
    this.extent = extent;
    this.looksLeft = LEAST_LOOKS + (long) LOOKS_PER_CHARACTER * end;
  }

  char peek() {
    return charAt(at);
  }

  char charAt(int index) {
    return index < end ? text.charAt(index) : Signs.END;
  }

  boolean isAtEnd() {
    return at >= end;
  }

  /** Pays for looking at some characters. */
  void look(int characters) throws Refusal {
    looksLeft -= characters;
    if (looksLeft < 0) {
      throw new Refusal(Reason.TOO_DAMAGED, at);
    }
  }

  /** Notes where a part of a container stands, if somebody wants to know: up to here. */
  void note(JsonNode container, String part, int from) {
    if (keepsSpans) {
      spans.note(container, part, from, at);
    }
  }

  Refusal refuse(Reason reason) {
    return new Refusal(reason, at);
  }

  // Changes.

  void change(Kind kind, int offset, int length) throws Refusal {
    if (changes.size() >= JsonDecoder.MAX_CHANGES) {
      throw new Refusal(Reason.TOO_DAMAGED, offset);
    }
    changes.add(new Change(kind, offset, length));
  }

  /** Takes the character at the current place away. */
  void drop(Kind kind) throws Refusal {
    change(kind, at, 1);
    at++;
  }

  List<Change> changes() {
    return changes;
  }

  int mark() {
    return changes.size();
  }

  /** Goes back to a place and forgets the changes made since. */
  void back(int place, int mark) {
    at = place;
    changes.subList(mark, changes.size()).clear();
  }

  // White space and comments.

  /** Passes white space and comments, noting what JSON does not allow of it. */
  void skip() throws Refusal {
    while (true) {
      int from = at;
      int odd = skipSpace();
      if (odd >= 0) {
        change(Kind.WHITE_SPACE, odd, at - odd);
      }
      int after = afterComment(at);
      if (after > at) {
        change(Kind.COMMENT, at, after - at);
        at = after;
      }
      if (at == from) {
        return;
      }
    }
  }

  /** Passes white space; answers where some of it that is not JSON's begins, or -1. */
  private int skipSpace() {
    int odd = -1;
    while (at < end) {
      char c = text.charAt(at);
      int width = Signs.isSpace(c) ? 1 : isEscapedBreak(at) ? 2 : 0;
      if (width == 0) {
        return odd;
      }
      if (odd < 0 && !Signs.isJsonSpace(c)) {
        odd = at;
      }
      at += width;
    }
    return odd;
  }

  /**
   * A line break written as an escape where no string is: the whole value was escaped once more.
   */
  private boolean isEscapedBreak(int index) {
    if (charAt(index) != '\\') {
      return false;
    }
    char c = charAt(index + 1);
    return c == 'n' || c == 'r' || c == 't';
  }

  /** The place after white space and comments from a place on. Looks only. */
  int after(int index) throws Refusal {
    int i = index;
    while (true) {
      int from = i;
      while (i < end && Signs.isSpace(text.charAt(i))) {
        i++;
      }
      i = afterComment(i);
      if (i == from) {
        look(i - index + 1);
        return i;
      }
    }
  }

  /** The last place before an index that is no white space, or one before the floor. */
  int before(int index, int floor) throws Refusal {
    int i = index;
    while (i >= floor && Signs.isSpace(text.charAt(i))) {
      i--;
    }
    look(index - i + 1);
    return i;
  }

  boolean hasBreak(int from, int to) throws Refusal {
    look(Math.max(0, to - from));
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        return true;
      }
    }
    return false;
  }

  /** The place after the comment that begins at a place, or that place if none does. */
  private int afterComment(int index) throws Refusal {
    char c = charAt(index);
    if (c == '#') {
      return afterLine(index);
    }
    if (c != '/') {
      return index;
    }
    char next = charAt(index + 1);
    if (next == '/') {
      return afterLine(index);
    }
    if (next != '*') {
      return index;
    }
    int close = text.indexOf("*/", index + 2);
    int to = close < 0 ? end : close + 2;
    look(to - index);
    return to;
  }

  /**
   * A comment up to the end of its line. On the last line, inside a container, what closes the
   * container ends it as well: the line breaks of such a text were lost.
   */
  private int afterLine(int index) throws Refusal {
    int close = text.indexOf('\n', index);
    if (close >= 0) {
      look(close - index);
      return close;
    }
    look(end - index);
    if (scopes.depth() > 0) {
      for (int i = index; i < end; i++) {
        if (Signs.isClosing(text.charAt(i))) {
          return i;
        }
      }
    }
    return end;
  }

  /** Whether a backslash is itself escaped by those before it, back to a floor. */
  boolean isEscapedBackslash(int backslash, int floor) throws Refusal {
    int i = backslash;
    while (i > floor && text.charAt(i - 1) == '\\') {
      i--;
    }
    look(backslash - i + 1);
    return (backslash - i) % 2 == 1;
  }

  // Words.

  boolean startsWith(String word, int index) {
    return text.startsWith(word, index);
  }

  /** The place after the word at a place, which may hold dots between its parts. */
  int afterWord(int index) throws Refusal {
    int i = index;
    while (i < end
        && (Signs.isWordPart(text.charAt(i))
            || (text.charAt(i) == '.' && i > index && Signs.isWordStart(charAt(i + 1))))) {
      i++;
    }
    look(i - index + 1);
    return i;
  }
}
