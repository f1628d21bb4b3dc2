package dev.agentruntime.json.schema;

import java.util.Locale;
import java.util.Objects;

/**
 * One change made to a value so that it fits a schema. Holds no part of the value. Immutable.
 *
 * @param pointer where, as a JSON pointer into the value as it came; empty for the value itself
 * @param kind what was changed
 */
public record Coercion(String pointer, Kind kind) {
  /** Checks the components. */
  public Coercion {
    Objects.requireNonNull(pointer, "pointer");
    Objects.requireNonNull(kind, "kind");
  }

  /** Kinds of changes. A new one may be added in a minor version. */
  public enum Kind {
    /** A string that is a number became the number. */
    TEXT_TO_NUMBER,
    /** A string that is true or false became the boolean. */
    TEXT_TO_BOOLEAN,
    /** The string "null" became null. */
    TEXT_TO_NULL,
    /** A string that holds the JSON text of an object or array became that. */
    TEXT_TO_JSON,
    /** A whole number became its digits. */
    NUMBER_TO_TEXT,
    /** A boolean became "true" or "false". */
    BOOLEAN_TO_TEXT,
    /** A single value became an array of one. */
    SINGLE_TO_ARRAY,
    /** A string that differs from one allowed value only in case or outer blanks became that. */
    VALUE_SPELLING,
    /** A property that may be absent, and was null, was left out. */
    NULL_LEFT_OUT,
    /** A property got the one expected name that differs only in case and separators. */
    PROPERTY_RENAMED,
    /** A text that speaks of one allowed value, number or boolean became that. */
    VALUE_IN_TEXT,
    /** Zero or one became false or true. */
    NUMBER_TO_BOOLEAN,
    /** A value became the object whose only property it is. */
    SINGLE_TO_OBJECT,
    /** An array became the first of its elements that fits. */
    ARRAY_TO_SINGLE,
    /** A property nobody asked for was left out. */
    PROPERTY_LEFT_OUT,
    /** A property that was missing became null, which it may be. */
    NULL_ADDED,
    /** A property that was missing got the schema's default. */
    DEFAULT_ADDED
  }

  /** The kind in words of its own, and where. */
  @Override
  public String toString() {
    String words = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return pointer.isEmpty() ? words : words + " at " + pointer;
  }
}
