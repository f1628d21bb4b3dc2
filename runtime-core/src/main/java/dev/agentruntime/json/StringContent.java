package dev.agentruntime.json;

import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;

/** Reads what stands between the quotes of a string, in one pass. Confined to one thread. */
final class StringContent {
  private static final int HEX_DIGITS = 4;

  /** A word of this many letters after {@code \\u} is a word, not a damaged code point. */
  private static final int WORD = 3;

  private final LooseText text;
  private final StringBuilder read = new StringBuilder();
  private int inner;
  private int control;
  private int odd;

  StringContent(LooseText text) {
    this.text = text;
  }

  /**
   * Reads the content from one place to another.
   *
   * @param cut whether the text ends where the content does, so that an escape may be unfinished
   */
  String read(int from, int to, Quoted sort, boolean cut) throws Refusal {
    read.setLength(0);
    inner = -1;
    control = -1;
    odd = -1;
    boolean path = !sort.escaped() && isPath(text, from);
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (c == '\\') {
        i = path ? backslashOfPath(i, to) : escape(i, to, sort, cut);
        continue;
      }
      if (c < ' ' && control < 0) {
        control = i;
      } else if (c == sort.quote() && inner < 0) {
        inner = i;
      }
      read.append(c);
      i++;
    }
    note(Kind.CONTROL_CHARACTER, control);
    note(Kind.INNER_QUOTE, inner);
    note(Kind.ESCAPE, odd);
    return read.toString();
  }

  private void note(Kind kind, int offset) throws Refusal {
    if (offset >= 0) {
      text.change(kind, offset, 1);
    }
  }

  /**
   * Whether a string begins like a Windows path whose backslashes were not escaped. Then none of
   * them is an escape: {@code C:\new} holds no line break.
   */
  static boolean isPath(LooseText text, int from) {
    return Signs.isWordStart(text.charAt(from))
        && text.charAt(from + 1) == ':'
        && text.charAt(from + 2) == '\\'
        && Signs.isWordPart(text.charAt(from + 3));
  }

  private int backslashOfPath(int backslash, int to) throws Refusal {
    char next = backslash + 1 < to ? text.charAt(backslash + 1) : Signs.END;
    if (next == 'u' && hexFrom(backslash + 2, to) < HEX_DIGITS) {
      requireWord(backslash + 1, to);
    }
    odd = odd < 0 ? backslash : odd;
    read.append('\\');
    return backslash + (next == '\\' ? 2 : 1);
  }

  private int escape(int backslash, int to, Quoted sort, boolean cut) throws Refusal {
    if (backslash + 1 >= to) {
      if (cut) {
        text.change(Kind.TOKEN_CUT, backslash, 1);
      } else {
        odd = odd < 0 ? backslash : odd;
        read.append('\\');
      }
      return to;
    }
    char c = text.charAt(backslash + 1);
    int at = backslash + 1;
    if (sort.escaped() && c == '\\') {
      return nestedEscape(at, to, cut, sort);
    }
    switch (c) {
      case '"', '\\', '/' -> read.append(c);
      case 'n' -> read.append('\n');
      case 't' -> read.append('\t');
      case 'r' -> read.append('\r');
      case 'b' -> read.append('\b');
      case 'f' -> read.append('\f');
      case 'u' -> {
        return codePoint(backslash, to, cut);
      }
      default -> {
        odd = odd < 0 ? backslash : odd;
        if (isKept(c)) {
          read.append('\\');
        }
        read.append(c);
      }
    }
    return at + 1;
  }

  /** In a value that was escaped once more, two backslashes are the one of an escape. */
  private int nestedEscape(int backslash, int to, boolean cut, Quoted sort) throws Refusal {
    char c = backslash + 1 < to ? text.charAt(backslash + 1) : Signs.END;
    if (c == '\\' && backslash + 2 < to && text.charAt(backslash + 2) == '"') {
      read.append('"');
      return backslash + 3;
    }
    return escape(
        backslash, to, new Quoted(sort.place(), sort.quote(), sort.doubled(), false), cut);
  }

  /**
   * The backslash of a pattern or a path means itself; before a sign or a break it means nothing.
   */
  private static boolean isKept(char c) {
    return c < 0x80 && Signs.isWordPart(c) && c != '$';
  }

  private int codePoint(int backslash, int to, boolean cut) throws Refusal {
    int digits = hexFrom(backslash + 2, to);
    if (digits == HEX_DIGITS) {
      read.append(
          (char) Integer.parseInt(text.text, backslash + 2, backslash + 2 + HEX_DIGITS, 16));
      return backslash + 2 + HEX_DIGITS;
    }
    if (cut && backslash + 2 + digits >= to) {
      text.change(Kind.TOKEN_CUT, backslash, to - backslash);
      return to;
    }
    requireWord(backslash + 1, to);
    odd = odd < 0 ? backslash : odd;
    read.append("\\u");
    return backslash + 2;
  }

  private int hexFrom(int from, int to) {
    int i = from;
    while (i < to && i < from + HEX_DIGITS && Signs.isHex(text.charAt(i))) {
      i++;
    }
    return i - from;
  }

  /**
   * {@code \\users} and {@code \\underline} are words; what a broken code point was, nobody knows.
   */
  private void requireWord(int from, int to) throws Refusal {
    for (int i = from; i < from + WORD; i++) {
      if (i >= to || !Character.isLowerCase(text.charAt(i))) {
        throw new Refusal(Reason.NOT_JSON, from - 1);
      }
    }
  }
}
