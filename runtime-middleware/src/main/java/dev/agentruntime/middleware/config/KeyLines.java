package dev.agentruntime.middleware.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which line a key is. Jackson's tree no longer knows; so this looks for headers and for keys at
 * the start of a line. What stands inside an inline table has the line of that table.
 */
final class KeyLines {
  private static final String SEGMENT = "(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)";
  private static final String DOTTED = SEGMENT + "(?:\\s*\\.\\s*" + SEGMENT + ")*";
  private static final Pattern HEADER =
      Pattern.compile("\\s*(\\[\\[?)\\s*(" + DOTTED + ")\\s*]]?\\s*(?:#.*)?");
  private static final Pattern KEY = Pattern.compile("\\s*(" + DOTTED + ")\\s*=.*");
  private static final Pattern ONE_SEGMENT = Pattern.compile(SEGMENT);
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

  private final Map<String, Integer> lines = new HashMap<>();

  KeyLines(String source) {
    Map<String, Integer> entries = new HashMap<>();
    String table = "";
    List<String> all = source.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      Matcher header = HEADER.matcher(all.get(i));
      Matcher key = KEY.matcher(all.get(i));
      if (header.matches()) {
        table = path(header.group(2), entries);
        if (header.group(1).length() > 1) {
          table = item(table, entries.merge(table, 1, Integer::sum));
        }
        lines.putIfAbsent(table, i + 1);
      } else if (key.matches()) {
        lines.putIfAbsent(child(table, path(key.group(1), Map.of())), i + 1);
      }
    }
  }

  /** Below an array of tables, a header speaks of the last entry so far. */
  private static String path(String dotted, Map<String, Integer> entries) {
    List<String> segments = new ArrayList<>();
    Matcher segment = ONE_SEGMENT.matcher(dotted);
    while (segment.find()) {
      String text = segment.group();
      boolean quoted = text.startsWith("\"") || text.startsWith("'");
      segments.add(segment(quoted ? text.substring(1, text.length() - 1) : text));
    }
    String path = "";
    for (int i = 0; i < segments.size(); i++) {
      path = child(path, segments.get(i));
      Integer entry = entries.get(path);
      if (entry != null && i < segments.size() - 1) {
        path = item(path, entry);
      }
    }
    return path;
  }

  static String segment(String name) {
    return BARE.matcher(name).matches() ? name : '"' + name + '"';
  }

  static String child(String path, String segment) {
    return path.isEmpty() ? segment : path + "." + segment;
  }

  static String item(String path, int number) {
    return path + "[" + number + "]";
  }

  /** The line of a key, or of the nearest table around it. */
  OptionalInt of(String path) {
    return lines.entrySet().stream()
        .filter(known -> path.equals(known.getKey()) || isAround(known.getKey(), path))
        .max(Comparator.comparingInt(known -> known.getKey().length()))
        .map(known -> OptionalInt.of(known.getValue()))
        .orElseGet(OptionalInt::empty);
  }

  static boolean isAround(String table, String path) {
    return path.startsWith(table + ".") || path.startsWith(table + "[");
  }
}
