package dev.agentruntime.middleware.internal.secret;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a provider's token: literal text and runs of characters of one kind, such as {@code
 * ghp_{A36}}. Immutable.
 *
 * <p>Matching goes forward only: a run takes all it can, so a run may not be followed by what it
 * would have taken. A run without an upper bound can only be the last part, and is followed to its
 * end only when everything else is right; so no place in a text is read more often than the shapes
 * are long.
 */
final class Shape {
  /** Once in so many characters: less than half of what chance gives. */
  private static final int ONE_TURN_IN = 8;

  /** The most of a run that may be as long as it likes. */
  private static final int NO_BOUND = Integer.MAX_VALUE;

  private final String text;
  private final boolean mixed;
  private final String prefix;
  private final List<Part> parts;

  private Shape(String text, boolean mixed, List<Part> parts) {
    this.text = text;
    this.mixed = mixed;
    this.prefix = parts.getFirst().literal();
    this.parts = parts;
  }

  /**
   * Reads a shape. In braces: a letter for the kind, then how many there are: {@code 36}, {@code
   * 20,40} or {@code 20,}. A question mark in front: words can look like it, so letters and digits
   * must take turns.
   */
  static Shape of(String text) {
    List<Part> parts = new ArrayList<>();
    boolean mixed = text.charAt(0) == '?';
    int at = mixed ? 1 : 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      if (open != at) {
        int end = open < 0 ? text.length() : open;
        parts.add(new Part(text.substring(at, end), 0, 0, 0));
        at = end;
      } else {
        int close = text.indexOf('}', open);
        parts.add(run(text.charAt(open + 1), text.substring(open + 2, close)));
        at = close + 1;
      }
    }
    return new Shape(text, mixed, List.copyOf(parts));
  }

  private static Part run(char kind, String count) {
    int comma = count.indexOf(',');
    int least = Integer.parseInt(comma < 0 ? count : count.substring(0, comma));
    String most = count.substring(comma + 1);
    return new Part("", mask(kind), least, most.isEmpty() ? NO_BOUND : Integer.parseInt(most));
  }

  private static int mask(char kind) {
    return switch (kind) {
      case 'd' -> Chars.DIGIT;
      case 'h' -> Chars.DIGIT | Chars.LOWER_HEX;
      case 'H' -> Chars.DIGIT | Chars.LOWER_HEX | Chars.UPPER_HEX;
      case 'a' -> Chars.DIGIT | Chars.LOWER_HEX | Chars.LOWER;
      case 'U' -> Chars.DIGIT | Chars.UPPER_HEX | Chars.UPPER;
      case 'L' -> Chars.LETTER;
      case 'A' -> Chars.ALNUM;
      case 'w' -> Chars.ALNUM | Chars.UNDERSCORE | Chars.HYPHEN;
      case 'q' -> Chars.ALNUM | Chars.UNDERSCORE | Chars.HYPHEN | Chars.EQUALS;
      case 'v' -> Chars.IN_NAME;
      case 'e' -> Chars.IN_NAME | Chars.EQUALS;
      case 'x' -> Chars.IN_NAME | Chars.TILDE;
      case 's' -> Chars.ALNUM | Chars.PLUS_SLASH | Chars.UNDERSCORE | Chars.HYPHEN;
      case 'b' -> Chars.ALNUM | Chars.PLUS_SLASH;
      case '=' -> Chars.EQUALS;
      default -> throw new IllegalArgumentException("kind must be a known letter, was " + kind);
    };
  }

  /** Whether a match may begin with these characters. */
  boolean mayBeginWith(char first, char second) {
    if (prefix.isEmpty()) {
      int mask = parts.getFirst().mask();
      return Chars.is(first, mask) && Chars.is(second, mask);
    }
    return prefix.charAt(0) == first && (prefix.length() == 1 || prefix.charAt(1) == second);
  }

  /**
   * Where a token of this shape ends that begins here.
   *
   * @return behind it, or -1 if there is none
   */
  int end(CharSequence source, int start) {
    int at = start;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      at = part.mask() == 0 ? literalEnd(source, at, part.literal()) : runEnd(source, at, part);
      if (at < 0) {
        return -1;
      }
    }
    int drawn = start + prefix.length();
    if (Randomness.isMadeUp(source, drawn, at)
        || (mixed && !Randomness.isMixed(source, drawn, at, ONE_TURN_IN))) {
      return -1;
    }
    return allOfIt(source, at);
  }

  private static int literalEnd(CharSequence source, int at, String literal) {
    if (source.length() - at < literal.length()) {
      return -1;
    }
    for (int i = 0; i < literal.length(); i++) {
      if (source.charAt(at + i) != literal.charAt(i)) {
        return -1;
      }
    }
    return at + literal.length();
  }

  private static int runEnd(CharSequence source, int at, Part part) {
    int most = part.most() == NO_BOUND ? part.least() : part.most();
    int last = Math.min(source.length(), at + most);
    int end = at;
    while (end < last && Chars.is(source.charAt(end), part.mask())) {
      end++;
    }
    return end - at < part.least() ? -1 : end;
  }

  /** To the end of a run without bound and its padding; -1 if the match ends within a word. */
  private int allOfIt(CharSequence source, int matched) {
    Part last = parts.getLast();
    int end = matched;
    if (last.most() == NO_BOUND) {
      while (end < source.length() && Chars.is(source.charAt(end), last.mask())) {
        end++;
      }
      while (end < source.length() && source.charAt(end) == '=') {
        end++;
      }
      return end;
    }
    int goesOn = Chars.ALNUM | Chars.UNDERSCORE | last.mask();
    return end < source.length() && Chars.is(source.charAt(end), goesOn) ? -1 : end;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Literal text, or a run: its mask is not 0 then. */
  private record Part(String literal, int mask, int least, int most) {}
}
