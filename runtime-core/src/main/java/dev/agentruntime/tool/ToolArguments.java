package dev.agentruntime.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.Shape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
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
  private static final VarHandle KEPT = kept();

  private static final JsonDecoder DECODER = JsonDecoder.strict().expecting(Shape.OBJECT);

  private final List<ArgumentChange> changes;
  private @Nullable String text;
  private @Nullable ObjectNode object;

  /** What a reader made of the object; taken at most once, also by threads left behind. */
  @SuppressWarnings("UnusedVariable") // read through the handle
  private @Nullable Object kept;

  private @Nullable ArgumentReader keeper;

  private ToolArguments(
      @Nullable String text, @Nullable ObjectNode object, List<ArgumentChange> changes) {
    this.text = text;
    this.object = object;
    this.changes = changes;
  }

  private static VarHandle kept() {
    try {
      return MethodHandles.lookup().findVarHandle(ToolArguments.class, "kept", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * No arguments.
   *
   * @return an empty object
   */
  public static ToolArguments empty() {
    return new ToolArguments("{}", null, List.of());
  }

  /**
   * Arguments as a model sent them, not looked at yet. A null or blank text means no arguments, as
   * several providers send that.
   *
   * @param text JSON text, or something that was meant to be
   * @return the arguments
   */
  public static ToolArguments ofText(@Nullable String text) {
    return text == null || text.isBlank() ? empty() : new ToolArguments(text, null, List.of());
  }

  /**
   * Arguments as an object.
   *
   * @param object the object; not copied, must not be changed any more
   * @return the arguments
   */
  public static ToolArguments of(ObjectNode object) {
    return new ToolArguments(null, Objects.requireNonNull(object, "object"), List.of());
  }

  /**
   * These arguments with changes the runtime made to what the model sent, before or now. What was
   * changed once stays changed: a layer that rewrites arguments does not make them the model's own
   * words.
   *
   * @param more the changes
   * @return arguments that are {@link #repaired()}, or these if there are no more
   */
  public ToolArguments withChanges(List<ArgumentChange> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<ArgumentChange> all = new ArrayList<>(changes);
    all.addAll(more);
    return new ToolArguments(text, object, List.copyOf(all));
  }

  /**
   * Whether the runtime had to mend what the model sent: its JSON, or a value that did not fit the
   * schema. Such arguments may not say what the model meant.
   *
   * @return true if there are {@link #changes()}
   */
  public boolean repaired() {
    return !changes.isEmpty();
  }

  /**
   * What the runtime changed in what the model sent.
   *
   * @return an unmodifiable list, empty for nearly every call
   */
  public List<ArgumentChange> changes() {
    return changes;
  }

  /**
   * Keeps what a reader made of these arguments, so that the tool need not read them again.
   *
   * @param reader the reader
   * @param made what it made of them
   */
  public void keep(ArgumentReader reader, Object made) {
    keeper = reader;
    KEPT.setRelease(this, made);
  }

  /**
   * Takes what a reader kept, once: what was made may be changed by the tool, so each attempt needs
   * its own.
   *
   * @param reader the reader
   * @return what it made of these arguments, or null if there is nothing, or nothing any more
   */
  @SuppressWarnings("ReferenceEquality") // this very reader
  public @Nullable Object take(ArgumentReader reader) {
    return keeper == reader ? KEPT.getAndSet(this, null) : null;
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
