package dev.agentruntime.json.schema;

import java.util.Objects;

/**
 * One thing wrong with a JSON value. Holds no part of the value: a property's name is in it only if
 * it looks like a name. Immutable.
 *
 * @param pointer where, as a JSON pointer; empty for the value itself. A property whose name does
 *     not look like one stands as its position in parentheses
 * @param code what kind of fault
 * @param problem what is wrong, as a predicate such as "must be an integer, was a string"
 */
public record Violation(String pointer, Code code, String problem) {
  /** Checks the components. */
  public Violation {
    Objects.requireNonNull(pointer, "pointer");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(problem, "problem");
  }

  /** Kinds of faults. A new one may be added in a minor version. */
  public enum Code {
    /** A value of another type. */
    TYPE,
    /** A property that must be there is not. */
    MISSING,
    /** A property nobody expects. */
    UNEXPECTED,
    /** None of the values allowed. */
    VALUE,
    /** A number out of bounds, or a text or array that is too short or too long. */
    BOUNDS,
    /** A text of another form. */
    PATTERN,
    /** None of the forms the schema offers, or more than one where only one may fit. */
    CHOICE,
    /** Refused by a check that is not in the schema. */
    REFUSED,
    /** Too deep or too large to be checked. */
    TOO_COMPLEX
  }

  @Override
  public String toString() {
    return pointer.isEmpty() ? "the value " + problem : pointer + " " + problem;
  }
}
