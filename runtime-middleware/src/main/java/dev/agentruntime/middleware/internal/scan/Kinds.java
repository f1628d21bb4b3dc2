package dev.agentruntime.middleware.internal.scan;

/** What a character can be a part of. Stateless. */
final class Kinds {
  static final byte OTHER = 0;
  static final byte IN_TOKEN = 1;
  static final byte LETTER = 2;
  static final byte DIGIT = 3;
  static final byte DISGUISED = 4;
  private static final byte[] KINDS = kinds();

  private Kinds() {}

  static int kind(char c) {
    if (c < KINDS.length) {
      return KINDS[c];
    }
    return Disguise.isDisguised(c) ? DISGUISED : OTHER;
  }

  static boolean isInWord(char c) {
    return c < KINDS.length && KINDS[c] >= LETTER;
  }

  static boolean isInToken(char c) {
    return c < KINDS.length && KINDS[c] != OTHER;
  }

  static boolean isDigit(String text, int at) {
    return at >= 0 && at < text.length() && kind(text.charAt(at)) == DIGIT;
  }

  static boolean isLetter(String text, int at) {
    return at >= 0 && at < text.length() && kind(text.charAt(at)) == LETTER;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (char c = 0; c < kinds.length; c++) {
      if (c >= '0' && c <= '9') {
        kinds[c] = DIGIT;
      } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        kinds[c] = LETTER;
      } else if ("_+/=.-".indexOf(c) >= 0) {
        kinds[c] = IN_TOKEN;
      } else {
        kinds[c] = OTHER;
      }
    }
    return kinds;
  }
}
