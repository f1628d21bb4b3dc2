package dev.agentruntime.middleware.taint;

import java.util.Locale;

/**
 * The form in which texts are compared: lower case, runs of white space as one blank, none at the
 * ends. Nothing else is undone: what does not compare equal is asked about. Stateless.
 */
final class Normal {
  private Normal() {}

  static String of(String text) {
    StringBuilder normal = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == ' ') {
        blank = true;
      } else {
        if (blank && !normal.isEmpty()) {
          normal.append(' ');
        }
        blank = false;
        normal.append(c);
      }
    }
    return normal.toString().toLowerCase(Locale.ROOT);
  }
}
