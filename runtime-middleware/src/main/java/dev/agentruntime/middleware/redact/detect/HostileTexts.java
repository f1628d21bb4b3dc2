package dev.agentruntime.middleware.redact.detect;

import java.util.List;
import java.util.stream.Stream;

/**
 * Texts on which a careless regular expression takes for ever: long runs of what it looks for, that
 * end in something else. Stateless.
 */
final class HostileTexts {
  /** Long enough that a search in squares of it is seen, short enough to try at build. */
  private static final int LENGTH = 1_000;

  /** What classes and the dot stand for. */
  private static final String USUAL = "a0A-. @\"x:";

  /** Ends that no run goes on into. */
  private static final List<String> ENDS = List.of("", "!", "\u0000");

  private HostileTexts() {}

  /** For one pattern: each has its literal, or it would not be tried at all. */
  static Stream<String> of(String literal, String regex) {
    Stream<String> single =
        (USUAL + regex + literal).codePoints().distinct().mapToObj(Character::toString);
    return Stream.concat(single, Stream.of(literal, "ab", "a0", "a.", "a ", literal + " "))
        .flatMap(piece -> ENDS.stream().map(end -> text(literal, piece, end)));
  }

  private static String text(String literal, String piece, String end) {
    return literal + piece.repeat(LENGTH / piece.length()) + end;
  }
}
