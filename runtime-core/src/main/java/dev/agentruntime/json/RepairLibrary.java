package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Change.Kind;
import io.github.haibiiin.json.repair.JSONRepair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last rung: the json-repair library, asked only about what the tolerant parser refuses, in its
 * default mode, and believed only if its answer is strict JSON that still has every string and
 * number of the text. It may throw what it likes. Stateless.
 *
 * <p>It is asked only about texts made of JSON's own tokens, in whatever order: with others among
 * them its parser was measured to take 22 seconds for 1,500 characters, and 0.3 for 130.
 */
final class RepairLibrary {
  /** Measured: its time grows with the square of the length; this much takes it some 10 ms. */
  private static final int MAX_CHARACTERS = 4_000;

  /** A string may have lost its end, as the text may have. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\G(?:[\\s{}\\[\\]:,]++|\"(?:[^\"\\\\\\p{Cntrl}]|\\\\.)*+(?:\"|\\z)|-?[0-9][0-9.eE+-]*+|true|false|null)");

  private RepairLibrary() {}

  static Decoded decode(String text, Shape shape, Decoded.Refused refused) {
    if (text.length() > MAX_CHARACTERS || !isMadeOfTokens(text)) {
      return refused;
    }
    String repaired;
    try {
      repaired = new JSONRepair().handle(text);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError _) {
      return refused;
    }
    if (repaired == null
        || !(StrictJson.decode(repaired, shape) instanceof Decoded.Strict(JsonNode node))
        || !keeps(text, repaired)) {
      return refused;
    }
    return new Decoded.Repaired(
        node, List.of(new Change(Kind.LIBRARY, 0, text.length())), Decoded.Rung.LIBRARY);
  }

  /** Whether a text holds strings, numbers, literals and signs of JSON and nothing else. */
  static boolean isMadeOfTokens(String text) {
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!token.find(at) || token.start() != at) {
        return false;
      }
      at = token.end();
    }
    return true;
  }

  /** Whether every word and number of one text is in the other as often, in whatever order. */
  static boolean keeps(String text, String other) {
    Map<String, Integer> counts = new HashMap<>();
    count(other, counts, 1);
    count(text, counts, -1);
    return counts.values().stream().allMatch(count -> count == 0);
  }

  private static void count(String text, Map<String, Integer> counts, int by) {
    int from = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean part = i < text.length() && isPart(text.charAt(i));
      if (part && from < 0) {
        from = i;
      } else if (!part && from >= 0) {
        counts.merge(text.substring(from, i), by, Integer::sum);
        from = -1;
      }
    }
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '+' || c == '\\';
  }
}
