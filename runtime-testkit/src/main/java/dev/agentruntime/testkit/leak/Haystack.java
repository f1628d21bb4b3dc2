package dev.agentruntime.testkit.leak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One text, with whatever encodings it has taken off. Immutable. */
final class Haystack {
  /** JSON within JSON within JSON: deeper was never seen. */
  private static final int MAX_LEVELS = 4;

  private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\(?:u+([0-9a-fA-F]{4})|(.))");
  private static final Pattern PERCENT = Pattern.compile("(?:%[0-9a-fA-F]{2})+");
  private static final Pattern WHITESPACE = Pattern.compile("\\s+");
  private static final Pattern NOT_HEX = Pattern.compile("[^0-9a-f]");

  private final String text;
  private final List<String> unescaped;
  private final List<String> decoded;
  private final String unbroken;
  private final String hex;

  Haystack(String text) {
    this.text = text;
    this.unescaped = levels(text, '\\', Haystack::unescape);
    this.decoded = levels(text, '%', Haystack::percentDecode);
    this.unbroken = WHITESPACE.matcher(text).replaceAll("");
    this.hex = NOT_HEX.matcher(lower(text)).replaceAll("");
  }

  /** As it is. */
  String text() {
    return text;
  }

  /** Without escapes of JSON: one level, two levels and so on; empty if there are none. */
  List<String> unescaped() {
    return unescaped;
  }

  /** Without percent-encoding, level by level. */
  List<String> decoded() {
    return decoded;
  }

  /** Without white space, as in the lines of an encoding. */
  String unbroken() {
    return unbroken;
  }

  /** Hexadecimal digits and nothing else. */
  String hex() {
    return hex;
  }

  private static List<String> levels(String text, char sign, Decoder decoder) {
    List<String> levels = new ArrayList<>();
    String outer = text;
    while (levels.size() < MAX_LEVELS && outer.indexOf(sign) >= 0) {
      String inner = decoder.decode(outer);
      if (inner.equals(outer)) {
        break;
      }
      levels.add(inner);
      outer = inner;
    }
    return levels;
  }

  private static String unescape(String text) {
    return JSON_ESCAPE.matcher(text).replaceAll(found -> quoted(escaped(found)));
  }

  private static String escaped(MatchResult found) {
    String code = found.group(1);
    if (code != null) {
      return String.valueOf((char) Integer.parseInt(code, 16));
    }
    String sign = found.group(2);
    return switch (sign) {
      case "n" -> "\n";
      case "t" -> "\t";
      case "r" -> "\r";
      case "b" -> "\b";
      case "f" -> "\f";
      default -> sign;
    };
  }

  private static String percentDecode(String text) {
    return PERCENT
        .matcher(text.replace('+', ' '))
        .replaceAll(found -> quoted(new String(bytes(found.group()), StandardCharsets.UTF_8)));
  }

  private static byte[] bytes(String percents) {
    byte[] bytes = new byte[percents.length() / 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(percents.substring(3 * i + 1, 3 * i + 3), 16);
    }
    return bytes;
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @FunctionalInterface
  private interface Decoder {
    String decode(String text);
  }
}
