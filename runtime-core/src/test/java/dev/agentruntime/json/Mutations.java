package dev.agentruntime.json;

import java.util.List;
import java.util.Random;

/** Makes texts for the fuzzer out of a seed: valid ones, damaged ones, noise, and hostile ones. */
final class Mutations {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          ",",
          ":",
          ";",
          "\"",
          "'",
          "\"\"",
          "\"\"\"",
          "'''",
          "`",
          "```",
          "```json\n",
          "\\",
          "\\\"",
          "\\u12",
          "\\n",
          "\n",
          " ",
          "\t",
          "\u00A0",
          "\uFEFF",
          "//",
          "/*",
          "*/",
          "#",
          "...",
          "\u2026",
          "+",
          "-",
          "=",
          "=>",
          ".",
          "\u201C",
          "\u201D",
          "\u2019",
          "true",
          "None",
          "NaN",
          "word",
          "two words",
          "12",
          "3.5",
          "0x1F",
          "007",
          "1_0",
          "f(",
          "<a>",
          "</a>",
          "http://x.y/z",
          "C:\\dir\\new",
          "\uD83D\uDE00",
          "\uD800",
          "\u0000",
          "\"k\":",
          "k:",
          "{\"k\":",
          "\"v\",",
          "]}",
          "Sure! ",
          "\n\n");

  private static final List<String> WORDS =
      List.of(
          "alpha",
          "beta gamma",
          "delta,",
          "it's",
          "a \"b\" c",
          "x: y",
          "{z}",
          "[q]",
          "line\nend",
          "tab\tend",
          "back\\slash",
          "https://e.org/p?q=1",
          "\u00E9t\u00E9",
          "",
          "42",
          "true");

  private final Random random;

  Mutations(long seed) {
    this.random = new Random(seed);
  }

  /** A text of any sort. */
  String text() {
    return switch (random.nextInt(10)) {
      case 0 -> noise();
      case 1 -> hostile(20 + random.nextInt(200));
      case 2, 3 -> damaged(container(0), 1);
      case 4, 5, 6 -> damaged(container(0), 1 + random.nextInt(4));
      default -> damaged(container(0), 1 + random.nextInt(12));
    };
  }

  /** A valid object or array. */
  String container(int depth) {
    StringBuilder out = new StringBuilder();
    boolean object = random.nextBoolean() || depth == 0;
    out.append(object ? '{' : '[');
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      out.append(i > 0 ? "," : "").append(space());
      if (object) {
        out.append("\"key").append(i).append("\"").append(space()).append(':').append(space());
      }
      out.append(value(depth + 1)).append(space());
    }
    return out.append(object ? '}' : ']').toString();
  }

  private String space() {
    return switch (random.nextInt(6)) {
      case 0 -> " ";
      case 1 -> "\n  ";
      default -> "";
    };
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 4 ? 6 : 9)) {
      case 0 -> "true";
      case 1 -> "null";
      case 2 -> Integer.toString(random.nextInt(2_000) - 1_000);
      case 3 -> random.nextInt(100) + "." + (1 + random.nextInt(99));
      case 4, 5 -> quoted();
      default -> container(depth);
    };
  }

  private String quoted() {
    StringBuilder out = new StringBuilder("\"");
    for (int i = random.nextInt(3); i >= 0; i--) {
      for (char c : WORDS.get(random.nextInt(WORDS.size())).toCharArray()) {
        switch (c) {
          case '"', '\\' -> out.append('\\').append(c);
          case '\n' -> out.append("\\n");
          case '\t' -> out.append("\\t");
          default -> out.append(c);
        }
      }
    }
    return out.append('"').toString();
  }

  private String damaged(String text, int times) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < times; i++) {
      damage(out);
    }
    return out.toString();
  }

  private void damage(StringBuilder out) {
    int at = random.nextInt(out.length() + 1);
    int to = Math.min(out.length(), at + 1 + random.nextInt(4));
    switch (random.nextInt(8)) {
      case 0, 1 -> out.delete(at, Math.min(out.length(), at + 1));
      case 2 -> out.delete(at, to);
      case 3, 4 -> out.insert(at, piece());
      case 5 -> out.replace(at, to, piece());
      case 6 -> out.insert(at, out.substring(at, to));
      default -> swap(out);
    }
  }

  /** One sign for another, everywhere. */
  private void swap(StringBuilder out) {
    String[] pairs = {"\"'", "\"\u201C", "\",", ",;", ":=", "{[", "}]", "\n ", " \n"};
    String pair = pairs[random.nextInt(pairs.length)];
    for (int i = 0; i < out.length(); i++) {
      if (out.charAt(i) == pair.charAt(0)) {
        out.setCharAt(i, pair.charAt(1));
      }
    }
  }

  private String piece() {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  private String noise() {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(40); i >= 0; i--) {
      out.append(random.nextInt(8) == 0 ? String.valueOf((char) random.nextInt(0x10000)) : piece());
    }
    return out.toString();
  }

  /** A few pieces over and over: what makes careless look-ahead slow. */
  String hostile(int times) {
    StringBuilder unit = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      unit.append(piece());
    }
    return (random.nextBoolean() ? "{\"a\":" : piece()) + unit.toString().repeat(times);
  }
}
