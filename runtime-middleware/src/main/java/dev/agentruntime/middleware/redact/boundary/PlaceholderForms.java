package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.vault.Placeholder;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises placeholders as models write them: in another case, with blanks, with other hyphens or
 * brackets, without brackets, or with brackets escaped. Stateless.
 */
final class PlaceholderForms {
  /** Brackets that models take for the right ones; the plain ones count in pairs only. */
  private static final String OPENING = "\u27e6\u301a\u27ec\u3010\u3016[";

  private static final String CLOSING = "\u27e7\u301b\u27ed\u3011\u3017]";

  private static final String SEPARATOR = "\\s{0,3}[-_.:|\u00b7\u2022\u2010-\u2014\u2212 ]\\s{0,3}";

  /** Bounded, so that a search takes time linear in the text. */
  private static final Pattern CORE =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9_]{0,31})"
              + SEPARATOR
              + "([A-Za-z]{2}[0-9][A-Za-z]{2}[0-9])"
              + SEPARATOR
              + "([0-9]{1,6})(?![A-Za-z0-9])");

  /** What begins like a placeholder of this or another vault. */
  private static final Pattern BEGINNING =
      Pattern.compile("[\u27e6\u301a]\\s{0,3}[A-Za-z][A-Za-z0-9_]{1,31}(?:" + SEPARATOR + "|$)");

  private static final Pattern ESCAPED =
      Pattern.compile("(?:\\\\u|&#x|%u)(27e[67])(?:;)?|%E2%9F%A([67])", Pattern.CASE_INSENSITIVE);

  private PlaceholderForms() {}

  /**
   * A quick look.
   *
   * @param tag that of the vault, or an empty text
   * @return false only if there is no placeholder in the text, not even a damaged one
   */
  static boolean maybeIn(String text, String tag) {
    return text.indexOf('\u27e6') >= 0
        || text.indexOf('\u301a') >= 0
        || has(text, "27e6")
        || has(text, "%e2%9f%a6")
        || (!tag.isEmpty() && has(text, tag));
  }

  /** Whether a lower-case word is in a text, in whatever case. */
  static boolean has(String text, String word) {
    int rare = rare(word);
    char lower = word.charAt(rare);
    char upper = Character.toUpperCase(lower);
    return has(text, word, rare, lower) || (upper != lower && has(text, word, rare, upper));
  }

  /**
   * The place of a character that is no letter, for these are rarer in texts; the first if none.
   */
  private static int rare(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!Character.isLetter(word.charAt(i))) {
        return i;
      }
    }
    return 0;
  }

  private static boolean has(String text, String word, int place, char sought) {
    int at = text.indexOf(sought);
    while (at >= 0) {
      if (text.regionMatches(true, at - place, word, 0, word.length())) {
        return true;
      }
      at = text.indexOf(sought, at + 1);
    }
    return false;
  }

  /** The same text with brackets that were escaped once too often as they are. */
  static String unescaped(String text) {
    Matcher matcher = ESCAPED.matcher(text);
    return matcher.find()
        ? matcher.replaceAll(
            found -> found.group().replaceAll("[^0-9]", "").endsWith("6") ? "\u27e6" : "\u27e7")
        : text;
  }

  static Matcher cores(String text) {
    return CORE.matcher(text);
  }

  /** The placeholder a core stands for, or null if it is none of this vault. */
  static @Nullable Placeholder read(Matcher core, String tag) {
    if (!core.group(2).toLowerCase(Locale.ROOT).equals(tag)) {
      return null;
    }
    int number = Integer.parseInt(core.group(3));
    String type = core.group(1).toUpperCase(Locale.ROOT);
    return number == 0 ? null : new Placeholder(type, tag, number);
  }

  /** A place in a text. */
  record Span(int start, int end) {}

  /** A core with the brackets around it. */
  static Span around(String text, int start, int end) {
    int open = before(text, start);
    int close = behind(text, end);
    boolean plain =
        open >= 0 && close >= 0 && text.charAt(open) == '[' && text.charAt(close) == ']';
    if (plain) {
      boolean doubled = text.startsWith("[[", open - 1) && text.startsWith("]]", close);
      return doubled ? new Span(open - 1, close + 2) : new Span(open, close + 1);
    }
    return new Span(
        open >= 0 && text.charAt(open) != '[' ? open : start,
        close >= 0 && text.charAt(close) != ']' ? close + 1 : end);
  }

  private static int before(String text, int start) {
    int at = start - 1;
    while (at >= 0 && Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at >= 0 && OPENING.indexOf(text.charAt(at)) >= 0 ? at : -1;
  }

  private static int behind(String text, int end) {
    int at = end;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && CLOSING.indexOf(text.charAt(at)) >= 0 ? at : -1;
  }

  /** Whether what is left of a text once placeholders are out has a damaged one in it. */
  static boolean isDamaged(String rest, String tag) {
    return BEGINNING.matcher(rest).find() || (!tag.isEmpty() && has(rest, tag));
  }
}
