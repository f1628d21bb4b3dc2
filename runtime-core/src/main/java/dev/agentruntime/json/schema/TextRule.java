package dev.agentruntime.json.schema;

import dev.agentruntime.json.schema.Violation.Code;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says of a string. Immutable.
 *
 * @param min how many characters (code points) there must be
 * @param max how many there may be
 * @param pattern what must be found in it, or null
 */
record TextRule(int min, int max, @Nullable Pattern pattern) {

  /** What is wrong, or null. */
  @Nullable String problem(String text) {
    if (!fits(text)) {
      return "must have " + Bounds.words(min, max, "characters");
    }
    if (pattern == null) {
      return null;
    }
    return switch (BoundedSearch.find(pattern, text)) {
      case FOUND -> null;
      case NOT_FOUND -> "must match the pattern in the schema";
      case GIVEN_UP -> "takes too long to compare with the pattern in the schema";
    };
  }

  private boolean fits(String text) {
    int length = text.length();
    if (length < min || length / 2 > max) {
      return false; // whatever the number of surrogate pairs
    }
    if (length <= max && min <= 1) {
      return true;
    }
    int points = text.codePointCount(0, length);
    return points >= min && points <= max;
  }

  /** The code of the problem a text has. */
  Code code(String text) {
    return fits(text) ? Code.PATTERN : Code.BOUNDS;
  }
}
