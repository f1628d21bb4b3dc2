package dev.agentruntime.json;

import java.util.List;
import java.util.Objects;

/**
 * One place where a text was not JSON and what it was read as. Says where and what kind, never what
 * the text held there. Immutable.
 *
 * @param kind what was changed
 * @param offset where it begins, in UTF-16 units from the start of the text
 * @param length how much of the text it covers; 0 where something was put in
 */
public record Change(Kind kind, int offset, int length) {

  /** Checks the place. */
  public Change {
    Objects.requireNonNull(kind, "kind");
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "a change must lie in the text, was at " + offset + " with length " + length);
    }
  }

  /**
   * Where the change ends.
   *
   * @return the offset after its last character
   */
  public int end() {
    return offset + length;
  }

  /**
   * Whether some change of a list has an effect.
   *
   * @param changes the list
   * @param effect the effect
   * @return true if at least one has it
   */
  public static boolean any(List<Change> changes, Effect effect) {
    for (Change change : changes) {
      if (change.kind.effect == effect) {
        return true;
      }
    }
    return false;
  }

  /** How far a change goes. */
  public enum Effect {
    /** Another way of writing the same value: nobody who reads the text would doubt it. */
    NOTATION,
    /** A likely reading beside which others are possible. */
    GUESS,
    /** The text ended too early: what is missing is unknown. Output cut short is no call. */
    CUT,
    /** Something of the text that may have been a value is not in the value. */
    LOSS
  }

  /** What was changed. */
  public enum Kind {
    /** A byte order mark before the value. */
    BYTE_ORDER_MARK(Effect.NOTATION),
    /** White space JSON does not know. */
    WHITE_SPACE(Effect.NOTATION),
    /** A comment was left out. */
    COMMENT(Effect.NOTATION),
    /** A code fence around the value. */
    FENCE(Effect.NOTATION),
    /** A tag, a function call or parentheses around a value. */
    WRAPPER(Effect.NOTATION),
    /** Words before or after the value were left out. */
    TEXT_AROUND(Effect.NOTATION),
    /** Quotes other than {@code "}. */
    QUOTES(Effect.NOTATION),
    /** A character in a string that JSON wants escaped. */
    CONTROL_CHARACTER(Effect.NOTATION),
    /** A backslash that escapes nothing JSON knows. */
    ESCAPE(Effect.NOTATION),
    /** A whole value whose quotes were escaped, or that was a string holding JSON. */
    ESCAPED_JSON(Effect.NOTATION),
    /** A name without quotes. */
    BARE_NAME(Effect.NOTATION),
    /** A word without quotes, read as a string. */
    BARE_STRING(Effect.GUESS),
    /** Another language's word for true, false or null. */
    LITERAL(Effect.NOTATION),
    /** A number in a form JSON does not know. */
    NUMBER(Effect.NOTATION),
    /** Strings joined by {@code +} or by standing side by side. */
    CONCATENATION(Effect.NOTATION),
    /** A tuple or set, read as an array. */
    COLLECTION(Effect.NOTATION),
    /** An ellipsis was left out. */
    ELLIPSIS(Effect.NOTATION),
    /** A comma too many was left out. */
    COMMA_DROPPED(Effect.NOTATION),
    /** A comma was put in. */
    COMMA_ADDED(Effect.NOTATION),
    /** A colon was put in or stands for another sign. */
    COLON(Effect.NOTATION),
    /** The same member twice with the same value; one is left. */
    DUPLICATE(Effect.NOTATION),
    /** A quote inside a string that was not escaped. */
    INNER_QUOTE(Effect.GUESS),
    /** A quote was put in where a string was not closed or not opened. */
    QUOTE_ADDED(Effect.GUESS),
    /** A quote was left out. */
    QUOTE_DROPPED(Effect.GUESS),
    /** A bracket was put in, or stands for the other kind. */
    BRACKET_ADDED(Effect.GUESS),
    /** A bracket too many was left out. */
    BRACKET_DROPPED(Effect.GUESS),
    /** A member without a value; null was put in. */
    VALUE_MISSING(Effect.GUESS),
    /** Values side by side, made into one array. */
    VALUES_JOINED(Effect.GUESS),
    /** A container was open when the text ended. */
    CONTAINER_CUT(Effect.CUT),
    /** A string was open when the text ended, or its quote is nowhere: it may have been cut. */
    STRING_CUT(Effect.CUT),
    /** A number, word, escape or member was unfinished when the text ended. */
    TOKEN_CUT(Effect.CUT),
    /** The same member twice with different values; the last one is left. */
    DUPLICATE_REPLACED(Effect.LOSS),
    /** A value was left out. */
    VALUE_DROPPED(Effect.LOSS),
    /** The json-repair library made the value; it does not say how. */
    LIBRARY(Effect.GUESS);

    private final Effect effect;

    Kind(Effect effect) {
      this.effect = effect;
    }

    /**
     * How far changes of this kind go.
     *
     * @return the effect
     */
    public Effect effect() {
      return effect;
    }
  }
}
