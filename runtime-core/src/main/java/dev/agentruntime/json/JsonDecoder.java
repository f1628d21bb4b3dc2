package dev.agentruntime.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Decoded.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads one JSON value from what a model wrote, by a ladder of three rungs: strict JSON, then a
 * tolerant parser that lists every change, then, only for what that refuses, the json-repair
 * library behind a fence.
 *
 * <p>Work and memory grow with the length of the text and no faster, whatever the text. Every text
 * leads to a {@link Decoded}; none leads to an exception. A value that was repaired is fit for use
 * only after it was validated against a schema, and one with a change of {@link Change.Effect#CUT}
 * or {@link Change.Effect#LOSS} is not what the model meant to say.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class JsonDecoder {
  /** Deeper nesting is an attack or a mistake: no tool schema comes near it. */
  public static final int MAX_DEPTH = 100;

  /**
   * A tree takes up to ten times the memory of its text. A file a tool writes fits in this; what
   * does not is no argument.
   */
  public static final int MAX_CHARACTERS = 16 << 20;

  /** Digits and signs of one number: more than any amount or identifier has. */
  public static final int MAX_NUMBER = 1_000;

  /** Characters of one name. Far more than a schema's; a name this long is a lost quote. */
  public static final int MAX_NAME = 50_000;

  /** Changes to one text. One with more of them was never meant to be JSON. */
  public static final int MAX_CHANGES = 10_000;

  private static final JsonDecoder STRICT = new JsonDecoder(false, Shape.ANY, Extent.WHOLE);
  private static final JsonDecoder TOLERANT = new JsonDecoder(true, Shape.ANY, Extent.WHOLE);

  private final boolean repairs;
  private final Shape shape;
  private final Extent extent;

  private JsonDecoder(boolean repairs, Shape shape, Extent extent) {
    this.repairs = repairs;
    this.shape = shape;
    this.extent = extent;
  }

  /**
   * A decoder that reads JSON and nothing else: no comments, no trailing text, no duplicate names.
   *
   * @return a decoder for any value
   */
  public static JsonDecoder strict() {
    return STRICT;
  }

  /**
   * A decoder that climbs the whole ladder.
   *
   * @return a decoder for any value that is the whole text
   */
  public static JsonDecoder tolerant() {
    return TOLERANT;
  }

  /**
   * The same decoder for values of one kind.
   *
   * @param wanted the kind
   * @return a decoder that refuses other kinds
   */
  public JsonDecoder expecting(Shape wanted) {
    return new JsonDecoder(repairs, Objects.requireNonNull(wanted, "wanted"), extent);
  }

  /**
   * The same decoder for texts that hold less or more than one value. Without effect on a strict
   * one.
   *
   * @param wanted what the texts hold
   * @return a decoder for such texts
   */
  public JsonDecoder reading(Extent wanted) {
    return new JsonDecoder(repairs, shape, Objects.requireNonNull(wanted, "wanted"));
  }

  /**
   * Reads a text.
   *
   * @param text what the model wrote
   * @return the value, or why there is none
   */
  public Decoded decode(String text) {
    Decoded strict = StrictJson.decode(text, shape);
    if (!repairs || !(strict instanceof Decoded.Refused refused) || isFinal(refused.reason())) {
      return strict;
    }
    return switch (LooseDocument.decode(text, shape, extent)) {
      case Decoded.Refused beyond when isFinal(beyond.reason()) || extent != Extent.WHOLE -> beyond;
      case Decoded.Refused beyond -> RepairLibrary.decode(text, shape, beyond);
      case Decoded found -> found;
    };
  }

  /**
   * Every way to find a value in a text: the one {@link #decode} takes, then each object and array
   * in the text by itself, then all of them as one array. For callers that know more of the value
   * than its kind, such as its schema. The kind that is expected is not asked for here.
   *
   * @param text what the model wrote
   * @return the values, likeliest first; none twice; empty if there is none
   */
  public List<Decoded> readings(String text) {
    Decoded first = expecting(Shape.ANY).decode(text);
    if (!repairs || first instanceof Decoded.Strict || text.length() > MAX_CHARACTERS) {
      return first instanceof Decoded.Refused ? List.of() : List.of(first);
    }
    return LooseDocument.readings(text, extent, first);
  }

  /**
   * One part of a text's value, and whether a repair had a part in it.
   *
   * @param text what the model wrote
   * @param pointer a JSON pointer, such as {@code /address/city}; empty for the whole value
   * @return the part, or empty if the text has no value or its value no such part
   * @throws IllegalArgumentException if the pointer is not one
   */
  public Optional<Field> field(String text, String pointer) {
    JsonPointer path = JsonPointer.compile(pointer);
    Decoded decoded = decode(text);
    return switch (decoded) {
      case Decoded.Strict(JsonNode node) -> part(node, path, List.of());
      case Decoded.Repaired repaired when repaired.rung() == Decoded.Rung.TOLERANT ->
          Optional.ofNullable(LooseDocument.field(text, extent, path));
      case Decoded.Repaired repaired -> part(repaired.node(), path, repaired.changes());
      case Decoded.Refused _ -> Optional.empty();
    };
  }

  private static Optional<Field> part(JsonNode node, JsonPointer path, List<Change> changes) {
    JsonNode found = node.at(path);
    return found.isMissingNode() ? Optional.empty() : Optional.of(new Field(found, changes));
  }

  /** Whether no other rung could do better. */
  private static boolean isFinal(Reason reason) {
    return switch (reason) {
      case EMPTY, TOO_LONG, TOO_DEEP, TOKEN_TOO_LONG -> true;
      case NOT_JSON, ENDS_EARLY, WRONG_SHAPE, TRAILING_TEXT, DUPLICATE_KEY, TOO_DAMAGED -> false;
    };
  }
}
