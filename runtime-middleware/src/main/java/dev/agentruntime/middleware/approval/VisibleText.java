package dev.agentruntime.middleware.approval;

/**
 * Makes visible what a screen would hide or use to show a text otherwise than it is: control
 * characters, line ends, directions of writing, characters without width, blanks that only look
 * like blanks. What comes out is one line, and no two texts come out the same. Stateless.
 */
final class VisibleText {
  private VisibleText() {}

  static String of(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(point, visible));
    return visible.toString();
  }

  private static void append(int point, StringBuilder visible) {
    switch (point) {
      case '\\' -> visible.append("\\\\");
      case '\n' -> visible.append("\\n");
      case '\r' -> visible.append("\\r");
      case '\t' -> visible.append("\\t");
      default -> {
        if (isPlain(point)) {
          visible.appendCodePoint(point);
        } else {
          visible.append("\\u{").append(Integer.toHexString(point)).append('}');
        }
      }
    }
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> !isBlankOrSelector(point);
    };
  }

  /**
   * Letters and marks that show nothing: fillers of Hangul, variation selectors, a blank Braille.
   */
  private static boolean isBlankOrSelector(int point) {
    boolean filler = point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0;
    boolean selector =
        (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
    return filler || selector || point == 0x2800 || point == 0x034F;
  }
}
