package dev.agentruntime.jmh;

import java.util.List;
import java.util.regex.Pattern;

/** What a host would write in an afternoon: a pattern for each kind, run one after the other. */
final class PlainPatterns {
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}"),
          Pattern.compile("\\b(?:\\d[ -]?){13,19}\\b"),
          Pattern.compile("\\b[A-Z]{2}\\d{2}[A-Z0-9]{11,30}\\b"),
          Pattern.compile("\\b\\d{3}-\\d{2}-\\d{4}\\b"),
          Pattern.compile("\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b"),
          Pattern.compile("\\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\\b"),
          Pattern.compile("\\+?\\d{1,3}[ -]?\\(?\\d{2,4}\\)?[ -]?\\d{3,4}[ -]?\\d{3,4}"),
          Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{36}\\b"),
          Pattern.compile("\\bAKIA[0-9A-Z]{16}\\b"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+"),
          Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"),
          Pattern.compile("https?://[^\\s:/@]+:[^\\s:/@]+@[^\\s]+"));

  private PlainPatterns() {}

  static String redact(String text) {
    String left = text;
    for (Pattern pattern : PATTERNS) {
      left = pattern.matcher(left).replaceAll("[REDACTED]");
    }
    return left;
  }
}
