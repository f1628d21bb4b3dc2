package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.redact.Detector;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Findings;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A host's own regular expression, tried only on texts that hold a literal. Immutable.
 *
 * <p>A search that goes back and forth too often is given up and the text refused: it may read each
 * character {@value #READS_PER_CHARACTER} times on average. A pattern that needs more on a text
 * made of its own characters is refused when it is built.
 */
final class HostPattern implements Detector {
  /** How often a character may be read: patterns for numbers and keys need fewer than ten. */
  static final int READS_PER_CHARACTER = 100;

  /** What a short text may need beyond that. */
  static final int READS_AT_LEAST = 10_000;

  /** Two characters: a literal of one would be in almost every text. */
  static final int SHORTEST_LITERAL = 2;

  /** A shape alone. */
  private static final double CONFIDENCE = 0.5;

  private final EntityType type;
  private final String literal;
  private final Pattern pattern;

  private HostPattern(EntityType type, String literal, Pattern pattern) {
    this.type = type;
    this.literal = literal;
    this.pattern = pattern;
  }

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if the literal is too short, or the pattern is none, matches
   *     nothing, or may take too long
   */
  static HostPattern of(EntityType type, String literal, String regex) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(literal, "requiredLiteral");
    if (literal.length() < SHORTEST_LITERAL) {
      throw new IllegalArgumentException(
          "requiredLiteral must have at least "
              + SHORTEST_LITERAL
              + " characters, was '"
              + literal
              + "'");
    }
    HostPattern made = new HostPattern(type, literal, compiled(regex));
    HostileTexts.of(literal, regex).forEach(made::mustBeQuickOn);
    return made;
  }

  private static Pattern compiled(String regex) {
    Objects.requireNonNull(regex, "regex");
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "regex must be a regular expression, was '" + regex + "': " + e.getDescription(), e);
    }
    if (pattern.matcher("").find()) {
      throw new IllegalArgumentException("regex must not match nothing, '" + regex + "' does");
    }
    return pattern;
  }

  private void mustBeQuickOn(String hostile) {
    try {
      scan(hostile, (_, _, _, _) -> {});
    } catch (TooManyReadsException e) {
      throw new IllegalArgumentException(
          "regex must read a text no more than "
              + READS_PER_CHARACTER
              + " times, '"
              + pattern
              + "' needs more: quantifiers within quantifiers, or several over the same characters",
          e);
    }
  }

  @Override
  public Set<EntityType> types() {
    return Set.of(type);
  }

  @Override
  public void scan(String text, Findings findings) {
    if (!text.contains(literal)) {
      return;
    }
    long reads = READS_AT_LEAST + (long) READS_PER_CHARACTER * text.length();
    try {
      search(pattern.matcher(new BoundedText(text, reads)), findings);
    } catch (StackOverflowError _) {
      // The JDK's groups with alternatives call themselves for each repetition.
      throw new TooManyReadsException();
    }
  }

  private void search(Matcher matcher, Findings findings) {
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) {
        findings.found(matcher.start(), matcher.end(), type, CONFIDENCE);
      }
    }
  }

  @Override
  public String toString() {
    return "pattern of " + type;
  }
}
