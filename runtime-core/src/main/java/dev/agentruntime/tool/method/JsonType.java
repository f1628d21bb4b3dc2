package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.json.schema.Violation;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A Java type as a model writes it: the schema it is shown and what reads its answer, compiled by
 * the rules that hold for the parameters of tool methods. Records, sealed interfaces of records,
 * enums, strings, numbers, booleans, dates and lists of these.
 *
 * <p>Providers want an object outermost, so a type that is none stands in one, under the name
 * {@value #WRAPPER}.
 *
 * <p>Immutable; safe for use by many threads.
 *
 * @param <T> the type
 */
public final class JsonType<T> {
  /** The property a value stands under that is no record. */
  public static final String WRAPPER = "value";

  /** Entries live and die with their class. */
  private static final ClassValue<JsonType<?>> COMPILED =
      new ClassValue<>() {
        @Override
        protected JsonType<?> computeValue(Class<?> type) {
          return compile(TypeRef.of(type), type.getSimpleName(), Site.of(type));
        }
      };

  private final String name;
  private final JsonObjectSchema schema;
  private final JsonSchema compiled;
  private final ValueReader reader;
  private final boolean wrapped;

  private JsonType(String name, JsonObjectSchema schema, ValueReader reader, boolean wrapped) {
    this.name = name;
    this.schema = schema;
    this.compiled = JsonSchema.of(schema);
    this.reader = reader;
    this.wrapped = wrapped;
  }

  /**
   * A type. Compiled when first asked for.
   *
   * @param type the class
   * @param <T> the type
   * @return the same object each time
   * @throws IllegalArgumentException if it cannot be read from JSON; the message says what to do
   */
  @SuppressWarnings("unchecked") // made of this very class
  public static <T> JsonType<T> of(Class<T> type) {
    return (JsonType<T>) COMPILED.get(Objects.requireNonNull(type, "type"));
  }

  /**
   * Lists of a type.
   *
   * @param element the class of the elements
   * @param <T> the type of the elements
   * @return a new object; keep it rather than make one for each run
   * @throws IllegalArgumentException if it cannot be read from JSON; the message says what to do
   */
  @SuppressWarnings("unchecked") // a list reader makes lists of what its element reader makes
  public static <T> JsonType<List<T>> listOf(Class<T> element) {
    TypeRef type = new TypeRef(List.class, List.of(TypeRef.of(element)));
    return (JsonType<List<T>>) compile(type, element.getSimpleName() + "_list", Site.of(element));
  }

  private static JsonType<?> compile(TypeRef type, String name, Site site) {
    ValueCompiler compiler = new ValueCompiler();
    Value value = compiler.compile(type, null, site);
    boolean wrapped = !type.raw().isRecord();
    JsonObjectSchema schema;
    if (value.schema() instanceof JsonObjectSchema object && !wrapped) {
      schema =
          compiler.definitions().isEmpty()
              ? object
              : object.toBuilder().definitions(compiler.definitions()).build();
    } else {
      ObjectSchema wrapper = new ObjectSchema();
      wrapper.add(WRAPPER, value.schema(), true);
      schema = wrapper.buildRoot(compiler.definitions());
    }
    return new JsonType<>(name.replace("[]", "_list"), schema, value.reader(), wrapped);
  }

  /**
   * A name for the schema.
   *
   * @return the simple name of the class, without characters a provider would refuse
   */
  public String name() {
    return name;
  }

  /**
   * What the model is shown.
   *
   * @return an object schema that accepts what {@link #read} accepts
   */
  public JsonObjectSchema schema() {
    return schema;
  }

  /**
   * The same schema, compiled.
   *
   * @return the schema
   */
  public JsonSchema jsonSchema() {
    return compiled;
  }

  /**
   * Whether a value of this type stands in an object under {@value #WRAPPER}.
   *
   * @return false for records
   */
  public boolean wrapped() {
    return wrapped;
  }

  /**
   * Reads a value.
   *
   * @param node what the model wrote; for a type that is {@link #wrapped()}, the bare value will do
   * @return the value or what is wrong with it
   */
  @SuppressWarnings("unchecked") // the reader was compiled from the type
  public Reading<T> read(JsonNode node) {
    boolean inside = wrapped && node.isObject() && node.size() == 1 && node.has(WRAPPER);
    Object read = reader.read(inside ? node.get(WRAPPER) : node);
    if (read instanceof Invalid invalid) {
      Invalid placed = inside ? invalid.under(WRAPPER) : invalid;
      return new Reading<>(Optional.empty(), placed.violations());
    }
    return new Reading<>(Optional.of((T) read), List.of());
  }

  /**
   * What came of reading a value.
   *
   * @param value the value, or empty if something is wrong
   * @param violations what is wrong; empty if there is a value
   * @param <T> the type
   */
  public record Reading<T>(Optional<T> value, List<Violation> violations) {
    /** Copies the list. */
    public Reading {
      violations = List.copyOf(violations);
    }

    /** Whether there is a value, and not which. */
    @Override
    public String toString() {
      return value.isPresent() ? "Reading(a value)" : "Reading(" + violations + ")";
    }
  }

  @Override
  public String toString() {
    return "JsonType(" + name + ")";
  }
}
