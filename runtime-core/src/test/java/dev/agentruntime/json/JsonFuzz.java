package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Change.Effect;
import dev.agentruntime.json.Change.Kind;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for texts on which the decoder breaks its word. Everything follows from the seed. Runs for
 * as many texts as it is told: {@code JsonFuzz SEED TEXTS}.
 */
final class JsonFuzz {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z]{2,}|[1-9][0-9]*");

  private static final String NUMBER_PARTS = "0123456789_.eE+-";

  /** Far above what a text of the fuzzer takes, far below what a search without end takes. */
  private static final long MOST_NANOS = 2_000_000_000L;

  /** Time of the processor, not of the clock: others run beside this. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private JsonFuzz() {}

  /** Runs until the number of texts is reached; prints the texts that broke something. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    long seed = Long.parseLong(args[0]);
    long texts = Long.parseLong(args[1]);
    int broken = 0;
    for (long i = 0; i < texts && broken < 20; i++) {
      Mutations mutations = new Mutations(seed + i);
      String text = mutations.text();
      String problem = check(text);
      if (problem == null && i % 1_000 == 0) {
        problem = checkSlow(mutations.hostile(30_000));
      }
      if (problem == null && i % 10 == 0) {
        problem = checkCuts(mutations.container(0));
      }
      if (problem != null) {
        broken++;
        out.println((seed + i) + ": " + problem + "\n" + text);
      }
    }
    out.println(texts + " texts, " + broken + " broken");
    System.exit(broken == 0 ? 0 : 1);
  }

  /** What a text shows to be broken, or null. */
  static @Nullable String check(String text) {
    for (Extent extent : Extent.values()) {
      Decoded decoded;
      try {
        decoded = JsonDecoder.tolerant().reading(extent).decode(text);
      } catch (RuntimeException | Error e) {
        return extent + " threw " + e;
      }
      String problem = check(text, decoded);
      if (problem != null) {
        return extent + " " + problem;
      }
    }
    return null;
  }

  private static @Nullable String check(String text, Decoded decoded) {
    JsonNode plain = StrictJson.decode(text, Shape.ANY).value().orElse(null);
    return switch (decoded) {
      case Decoded.Strict(JsonNode node) -> node.equals(plain) ? null : "is strict but not JSON";
      case Decoded.Refused _ -> plain == null ? null : "refused JSON";
      case Decoded.Repaired repaired when plain != null -> "changed JSON: " + repaired.changes();
      case Decoded.Repaired repaired -> check(text, repaired);
    };
  }

  private static @Nullable String check(String text, Decoded.Repaired repaired) {
    JsonNode again = StrictJson.decode(repaired.node().toString(), Shape.ANY).value().orElse(null);
    if (!repaired.node().equals(again)) {
      return "made a value that does not survive being written: " + repaired.node();
    }
    for (Change change : repaired.changes()) {
      if (change.end() > text.length()) {
        return "changed what is not in the text: " + change;
      }
    }
    boolean replaced =
        repaired.changes().stream().anyMatch(change -> change.kind() == Kind.DUPLICATE_REPLACED);
    return replaced || repaired.rung() == Decoded.Rung.LIBRARY ? null : lost(text, repaired);
  }

  /** A word or number of the text that is neither in the value nor in a change. */
  private static @Nullable String lost(String text, Decoded.Repaired repaired) {
    StringBuilder all = new StringBuilder();
    collect(repaired.node(), all);
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      int from = token.start();
      boolean escape = from > 0 && (text.charAt(from - 1) == '\\' || isInCodePoint(text, from));
      boolean same = !hasExponent(text, from, token.end());
      if (!escape
          && same
          && all.indexOf(token.group()) < 0
          && !isCovered(from, token.end(), repaired.changes())) {
        return "lost '"
            + token.group()
            + "' at "
            + from
            + ": "
            + repaired.node()
            + " "
            + repaired.changes();
      }
    }
    return null;
  }

  private static boolean isInCodePoint(String text, int at) {
    return text.substring(Math.max(0, at - 6), at).matches("(?s).*\\\\u[0-9a-fA-F]{0,4}");
  }

  /** A number with an exponent is written in other digits than it was read in. */
  private static boolean hasExponent(String text, int from, int to) {
    int start = from;
    while (start > 0 && NUMBER_PARTS.indexOf(text.charAt(start - 1)) >= 0) {
      start--;
    }
    int end = to;
    while (end < text.length() && NUMBER_PARTS.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String number = text.substring(start, end);
    return number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
  }

  private static boolean isCovered(int from, int to, List<Change> changes) {
    return changes.stream()
        .anyMatch(change -> change.offset() < to && change.end() > from && change.length() > 0);
  }

  private static void collect(JsonNode node, StringBuilder all) {
    if (node.isValueNode()) {
      all.append(node.asText()).append('\u0001');
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      all.append(member.getKey()).append('\u0001');
      collect(member.getValue(), all);
    }
    if (node.isArray()) {
      node.forEach(element -> collect(element, all));
    }
  }

  /** Cutting a container anywhere never leaves JSON, and never something that looks whole. */
  static @Nullable String checkCuts(String container) {
    for (int end = 0; end < container.length(); end++) {
      String cut = container.substring(0, end);
      Decoded decoded = JsonDecoder.tolerant().decode(cut);
      boolean said =
          switch (decoded) {
            case Decoded.Strict _ -> false;
            case Decoded.Refused _ -> true;
            case Decoded.Repaired repaired -> repaired.has(Effect.CUT);
          };
      if (!said) {
        return "cut at " + end + " unseen: " + decoded + "\n" + cut;
      }
    }
    return null;
  }

  static @Nullable String checkSlow(String text) {
    long started = THREADS.getCurrentThreadCpuTime();
    JsonDecoder.tolerant().decode(text);
    long nanos = THREADS.getCurrentThreadCpuTime() - started;
    return nanos > MOST_NANOS
        ? "took "
            + nanos / 1_000_000
            + " ms for "
            + text.length()
            + " characters: "
            + text.substring(0, 60)
        : null;
  }
}
