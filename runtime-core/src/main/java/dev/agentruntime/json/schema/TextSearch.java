package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the one value a text speaks of. Stateless. */
final class TextSearch {
  /** An answer in words is short; what is longer is a text, and speaks of many things. */
  private static final int MAX_TEXT = 4_000;

  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.,])[-+]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?![\\w,]*\\d)");
  private static final Pattern FLAG = Pattern.compile("(?i)\\b(true|false)\\b");
  private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]+");

  private TextSearch() {}

  /**
   * The one of some values a text names, signs and case aside: the only one, or the one it names
   * most often.
   */
  static @Nullable String mentioned(Collection<String> values, String text) {
    if (text.length() > MAX_TEXT) {
      return null;
    }
    String exact = mentioned(values, text, false);
    return exact != null ? exact : mentioned(values, text, true);
  }

  private static @Nullable String mentioned(
      Collection<String> values, String text, boolean anyCase) {
    String left = plain(text, anyCase);
    String best = null;
    int most = 0;
    boolean shared = false;
    List<String> longestFirst =
        values.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    for (String value : longestFirst) {
      String wanted = plain(value, anyCase);
      if (wanted.isBlank()) {
        continue;
      }
      int count = 0;
      for (int at = left.indexOf(wanted); at >= 0; at = left.indexOf(wanted)) {
        count++;
        left = left.substring(0, at) + " \u0001 " + left.substring(at + wanted.length());
      }
      if (count > most) {
        best = value;
        most = count;
        shared = false;
      } else if (count == most && count > 0) {
        shared = true;
      }
    }
    return shared ? null : best;
  }

  private static String plain(String text, boolean anyCase) {
    String same = anyCase ? text.toLowerCase(Locale.ROOT) : text;
    return " " + SIGNS.matcher(same).replaceAll(" ").strip() + " ";
  }

  /** The boolean a text is or speaks of; null if of none or of both. */
  static @Nullable Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> true;
      case "false", "no" -> false;
      default -> text.length() > MAX_TEXT ? null : onlyFlag(text);
    };
  }

  private static @Nullable Boolean onlyFlag(String text) {
    Matcher matcher = FLAG.matcher(text);
    Boolean found = null;
    while (matcher.find()) {
      boolean flag = matcher.group().equalsIgnoreCase("true");
      if (found != null && found != flag) {
        return null;
      }
      found = flag;
    }
    return found;
  }

  /** The number of a text that has one and no more; its digits may be grouped. */
  static @Nullable JsonNode onlyNumber(String text) {
    if (text.length() > MAX_TEXT) {
      return null;
    }
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    String number = matcher.group().replace(",", "").replace("+", "");
    return matcher.find() ? null : Numbers.parse(number);
  }
}
