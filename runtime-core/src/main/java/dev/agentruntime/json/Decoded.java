package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a text that was meant to be JSON. Immutable as long as nobody changes the tree it
 * holds; none of the three shows the text in {@code toString}.
 */
public sealed interface Decoded {

  /**
   * The value, if there is one, however it was found.
   *
   * @return the value, or empty if the text was refused
   */
  Optional<JsonNode> value();

  /**
   * The text is JSON, as it stands.
   *
   * @param node the value
   */
  record Strict(JsonNode node) implements Decoded {

    /** Checks for null. */
    public Strict {
      Objects.requireNonNull(node, "node");
    }

    @Override
    public Optional<JsonNode> value() {
      return Optional.of(node);
    }

    /** That it is there, not what it is. */
    @Override
    public String toString() {
      return "Strict";
    }
  }

  /**
   * The text is not JSON, but a value was found in it.
   *
   * @param node the value
   * @param changes every change that made it JSON, in the order of the text; never empty
   * @param rung what found it
   */
  record Repaired(JsonNode node, List<Change> changes, Rung rung) implements Decoded {

    /** Copies the changes and checks that there are some. */
    public Repaired {
      Objects.requireNonNull(node, "node");
      Objects.requireNonNull(rung, "rung");
      changes = List.copyOf(changes);
      if (changes.isEmpty()) {
        throw new IllegalArgumentException("changes must not be empty: a repair is never silent");
      }
    }

    @Override
    public Optional<JsonNode> value() {
      return Optional.of(node);
    }

    /**
     * Whether some change has an effect.
     *
     * @param effect the effect
     * @return true if at least one has it
     */
    public boolean has(Change.Effect effect) {
      return Change.any(changes, effect);
    }

    /** The changes, not the value. */
    @Override
    public String toString() {
      return "Repaired(" + rung + ", " + changes + ")";
    }
  }

  /**
   * No value was found.
   *
   * @param reason why
   * @param offset where it went wrong, in UTF-16 units from the start of the text
   * @param explanation the reason in words that follow "the text", with place and bound; quotes
   *     nothing of the text
   */
  record Refused(Reason reason, int offset, String explanation) implements Decoded {

    /** Checks for null. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(explanation, "explanation");
    }

    @Override
    public Optional<JsonNode> value() {
      return Optional.empty();
    }
  }

  /** What made a value out of a text that is not JSON. */
  enum Rung {
    /** The tolerant parser: every change is listed with its place. */
    TOLERANT,
    /** The json-repair library: what it changed is unknown. */
    LIBRARY
  }

  /** Why a text was refused. */
  enum Reason {
    /** There is nothing but white space. */
    EMPTY,
    /** It is not JSON, and no reading of it is likelier than the others. */
    NOT_JSON,
    /** It ends too early. */
    ENDS_EARLY,
    /** The value is not of the kind that was asked for. */
    WRONG_SHAPE,
    /** Something follows the value. */
    TRAILING_TEXT,
    /** One object has the same name twice. */
    DUPLICATE_KEY,
    /** The text is longer than the bound. */
    TOO_LONG,
    /** The nesting is deeper than the bound. */
    TOO_DEEP,
    /** A number or name is longer than the bound. */
    TOKEN_TOO_LONG,
    /** Reading it would take more changes or more work than the bound. */
    TOO_DAMAGED
  }
}
