package dev.agentruntime.approval;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.CanonicalJson;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one argument has to be for a remembered approval to cover a call. Looks at values, never at
 * text in which they stand. Immutable.
 */
public sealed interface ArgumentCondition {

  /**
   * Which argument.
   *
   * @return a JSON pointer
   */
  String pointer();

  /**
   * Whether the argument is as it has to be.
   *
   * @param value the argument; a missing node if there is none
   * @return true if so
   */
  boolean holds(JsonNode value);

  /**
   * The argument is one of these.
   *
   * @param pointer which argument
   * @param values canonical JSON texts
   */
  record OneOf(String pointer, Set<String> values) implements ArgumentCondition {
    /** Checks and copies the components. */
    public OneOf {
      JsonPointer.compile(pointer);
      values = Set.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("values at " + pointer + " must not be empty");
      }
    }

    /**
     * The argument is one of these.
     *
     * @param pointer which argument
     * @param values JSON values
     * @return the condition
     */
    public static OneOf of(String pointer, JsonNode... values) {
      return new OneOf(
          pointer, Set.of(values).stream().map(CanonicalJson::text).collect(Collectors.toSet()));
    }

    @Override
    public boolean holds(JsonNode value) {
      return !value.isMissingNode() && values.contains(CanonicalJson.text(value));
    }

    /** How many: values may be secret. */
    @Override
    public String toString() {
      return pointer + " one of " + values.size();
    }
  }

  /**
   * The argument is a number within bounds.
   *
   * @param pointer which argument
   * @param least the least it may be
   * @param most the most it may be
   */
  record Between(String pointer, BigDecimal least, BigDecimal most) implements ArgumentCondition {
    /** Checks the components. */
    public Between {
      JsonPointer.compile(pointer);
      if (least.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "least at " + pointer + " must not be more than most " + most + ", was " + least);
      }
    }

    @Override
    public boolean holds(JsonNode value) {
      return value.isNumber()
          && least.compareTo(value.decimalValue()) <= 0
          && most.compareTo(value.decimalValue()) >= 0;
    }
  }

  /**
   * The argument is a path inside a directory, without a way out of it.
   *
   * @param pointer which argument
   * @param directory an absolute path, without a slash at its end
   */
  record Under(String pointer, String directory) implements ArgumentCondition {
    /** Checks the components. */
    public Under {
      JsonPointer.compile(pointer);
      if (!directory.startsWith("/") || directory.endsWith("/") || leavesItsPlace(directory)) {
        throw new IllegalArgumentException(
            "a directory must be absolute, without '..' and without a slash at its end, was '"
                + directory
                + "'");
      }
    }

    @Override
    public boolean holds(JsonNode value) {
      return value.isTextual()
          && value.textValue().startsWith(directory + "/")
          && !leavesItsPlace(value.textValue());
    }

    private static boolean leavesItsPlace(String path) {
      boolean odd = path.indexOf('\\') >= 0 || path.indexOf('%') >= 0 || path.indexOf('\0') >= 0;
      return odd || ("/" + path + "/").contains("/../") || ("/" + path + "/").contains("/./");
    }
  }

  /**
   * The argument may be anything: to be said, as an argument without a condition is not covered.
   *
   * @param pointer which argument
   */
  record Anything(String pointer) implements ArgumentCondition {
    /** Checks the component. */
    public Anything {
      JsonPointer.compile(Objects.requireNonNull(pointer, "pointer"));
      if (pointer.isEmpty()) {
        throw new IllegalArgumentException(
            "'' would cover all arguments; name each that may be anything");
      }
    }

    @Override
    public boolean holds(JsonNode value) {
      return true;
    }
  }
}
