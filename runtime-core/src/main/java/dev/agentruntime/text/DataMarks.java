package dev.agentruntime.text;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Marks around text that others wrote, for a model to tell it from instructions. Whoever wrote the
 * text cannot end it: the marks hold a number made at random, and what looks like a mark inside is
 * broken up. Immutable; safe for use by many threads.
 */
public final class DataMarks {
  /** 64 bits: nobody guesses them, and the model can tell them apart. */
  private static final int NUMBER_BYTES = 8;

  private static final String[] BEGINNINGS = {
    "<<context ", "<<end of context ", "<<data ", "<<end of data "
  };

  private static final int ZERO_WIDTH_SPACE = 0x200B;
  private static final int LAST_BIDI_MARK = 0x200F;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String kind;
  private final String number;

  private DataMarks(String kind, String number) {
    this.kind = kind;
    this.number = number;
  }

  /**
   * Marks around what was looked up for the user's message.
   *
   * @return new marks, with a number of their own
   */
  public static DataMarks context() {
    return new DataMarks("context", newNumber());
  }

  /**
   * Marks around what tools brought.
   *
   * @return new marks, with a number of their own
   */
  public static DataMarks data() {
    return new DataMarks("data", newNumber());
  }

  private static String newNumber() {
    byte[] bytes = new byte[NUMBER_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The number in these marks.
   *
   * @return 16 hexadecimal digits
   */
  public String number() {
    return number;
  }

  /**
   * The mark in front of a text.
   *
   * @param names whose text it is; printed safely
   * @return one line, without its end
   */
  public String begin(String... names) {
    StringBuilder mark = new StringBuilder("<<").append(kind).append(' ').append(number);
    for (String name : names) {
      mark.append(" '").append(harmless(Names.printable(name))).append('\'');
    }
    return mark.append(">>").toString();
  }

  /**
   * The mark behind a text.
   *
   * @return one line, without its end
   */
  public String end() {
    return "<<end of " + kind + " " + number + ">>";
  }

  /**
   * A text that cannot pass for a mark: without this number, and with every beginning of a mark
   * broken up, whatever its number.
   *
   * @param text what others wrote
   * @return the text, nearly always the very one
   */
  public String harmless(String text) {
    String without = text.contains(number) ? text.replace(number, "") : text;
    if (!without.contains("<<")) {
      return without;
    }
    String broken = without;
    for (String beginning : BEGINNINGS) {
      broken = broken.replace(beginning, "< " + beginning.substring(1));
    }
    return broken;
  }

  /**
   * A text without characters that people do not see and models read: marks of direction, blanks
   * without width, tags. Joiners stay, as scripts and emoji need them.
   *
   * @param text what others wrote
   * @return the text, nearly always the very one
   */
  public static String visible(String text) {
    int first = firstInvisible(text);
    if (first < 0) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length()).append(text, 0, first);
    int at = first;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!isInvisible(c)) {
        visible.appendCodePoint(c);
      }
      at += Character.charCount(c);
    }
    return visible.toString();
  }

  private static int firstInvisible(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c >= 0xAD && isInvisible(text.codePointAt(at))) {
        return at;
      }
      at += c >= 0xAD ? Character.charCount(text.codePointAt(at)) : 1;
    }
    return -1;
  }

  private static boolean isInvisible(int c) {
    if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) {
      return false;
    }
    boolean widthless = c >= ZERO_WIDTH_SPACE && c <= LAST_BIDI_MARK;
    boolean selector = c >= 0xE0100 && c <= 0xE01EF; // variation selectors beyond the usual 16
    return widthless || selector || Character.getType(c) == Character.FORMAT;
  }

  /** The number is no secret once a model has seen it. */
  @Override
  public String toString() {
    return "DataMarks(" + kind + " " + number + ")";
  }
}
