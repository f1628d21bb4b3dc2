package dev.agentruntime.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call: the text the model sent and, once somebody asks, the JSON object it
 * stands for.
 *
 * <p>The text is parsed at most once. The object must not be changed; a layer that changes
 * arguments makes new ones with {@link #of(ObjectNode)}. Confined to the thread running the call.
 */
public final class ToolArguments {
  private static final JsonDecoder DECODER = JsonDecoder.strict().expecting(Shape.OBJECT);

  private @Nullable String text;
  private @Nullable ObjectNode object;

  private ToolArguments(@Nullable String text, @Nullable ObjectNode object) {
    this.text = text;
    this.object = object;
  }

  /**
   * No arguments.
   *
   * @return an empty object
   */
  public static ToolArguments empty() {
    return new ToolArguments("{}", null);
  }

  /**
   * Arguments as a model sent them, not looked at yet. A null or blank text means no arguments, as
   * several providers send that.
   *
   * @param text JSON text, or something that was meant to be
   * @return the arguments
   */
  public static ToolArguments ofText(@Nullable String text) {
    return text == null || text.isBlank() ? empty() : new ToolArguments(text, null);
  }

  /**
   * Arguments as an object.
   *
   * @param object the object; not copied, must not be changed any more
   * @return the arguments
   */
  public static ToolArguments of(ObjectNode object) {
    return new ToolArguments(null, Objects.requireNonNull(object, "object"));
  }

  /**
   * The JSON text: what the model sent, or the object written out.
   *
   * @return JSON text, malformed if the model sent it so
   */
  public String text() {
    String known = text;
    if (known == null) {
      known = String.valueOf(object);
      text = known;
    }
    return known;
  }

  /**
   * The JSON object. Strict: no comments, no trailing text, no duplicate keys, bounded depth.
   *
   * @return the object; must not be changed
   * @throws MalformedArgumentsException if the text is not one JSON object
   */
  public ObjectNode object() {
    ObjectNode known = object;
    if (known == null) {
      known = parse(text());
      object = known;
    }
    return known;
  }

  private static ObjectNode parse(String text) {
    return switch (DECODER.decode(text)) {
      case Decoded.Strict(ObjectNode node) -> node;
      case Decoded.Refused refused ->
          throw new MalformedArgumentsException("arguments " + refused.explanation());
      case Decoded.Strict _, Decoded.Repaired _ ->
          throw new IllegalStateException("a strict decoder must answer an object or a refusal");
    };
  }

  /**
   * Whether there are no arguments. Does not parse: a text that hides an empty object behind blanks
   * counts as something.
   *
   * @return true if this is an empty object and that is plain to see
   */
  public boolean isEmpty() {
    ObjectNode known = object;
    return known == null ? "{}".equals(text) : known.isEmpty();
  }

  /** The size and nothing else: arguments may hold secrets. */
  @Override
  public String toString() {
    return "ToolArguments(" + text().length() + " characters)";
  }
}
