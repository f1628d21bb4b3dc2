package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema, compiled: made once, applied to any number of values.
 *
 * <p>What it understands: {@code type} (one or several, and {@code nullable}), {@code properties},
 * {@code required}, {@code additionalProperties}, {@code items}, {@code prefixItems}, {@code
 * minItems}, {@code maxItems}, {@code enum}, {@code const}, {@code anyOf}, {@code oneOf}, {@code
 * allOf}, {@code $ref} within the document, {@code minimum}, {@code maximum}, their exclusive
 * forms, {@code minLength}, {@code maxLength} and {@code pattern}. Other keywords are ignored, as
 * the standard asks for unknown ones. A number without a fraction is an integer however it is
 * written.
 *
 * <p>Schemas may come from strangers and values from models, so everything is bounded: how deep
 * either may be, how many steps a check may take whatever the schema, how long a pattern may
 * search. What exceeds a bound does not fit.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class JsonSchema {
  /** More at once do not help a model mend a value. */
  public static final int MAX_VIOLATIONS = 5;

  private final Rule root;

  private JsonSchema(Rule root) {
    this.root = root;
  }

  /**
   * Compiles a schema.
   *
   * @param schema the schema; not copied, must not be changed any more
   * @return the compiled schema
   * @throws IllegalArgumentException if it is not a schema; the message has a pointer to the fault
   */
  public static JsonSchema of(JsonNode schema) {
    return new JsonSchema(new SchemaCompiler(Objects.requireNonNull(schema, "schema")).compile());
  }

  /**
   * Compiles a schema given in langchain4j's types.
   *
   * @param element the schema, definitions included
   * @return the compiled schema
   * @throws IllegalArgumentException if it is not a schema; the message has a pointer to the fault
   */
  public static JsonSchema of(JsonSchemaElement element) {
    return of(ElementSchemas.toJson(Objects.requireNonNull(element, "element")));
  }

  /**
   * Whether a value fits. Allocates nothing, but for patterns, bounds of fractions and maps.
   *
   * @param value the value
   * @return true if nothing is wrong with it
   */
  public boolean accepts(JsonNode value) {
    return root.accepts(value);
  }

  /**
   * What is wrong with a value. Costs no more than {@link #accepts} for a value that fits.
   *
   * @param value the value
   * @return the first {@value #MAX_VIOLATIONS} faults; empty if it fits
   */
  public List<Violation> validate(JsonNode value) {
    if (accepts(value)) {
      return List.of();
    }
    Report report = new Report();
    root.report(value, Path.ROOT, 0, report);
    if (report.violations().isEmpty()) {
      report.add(Path.ROOT, Violation.Code.TOO_COMPLEX, "is too deep or too large to be checked");
    }
    return report.violations();
  }

  /**
   * Makes a value fit as far as there is only one way to do it. A value that fits is not changed,
   * nor is a part of one that fits; where two changes would do, none is made. See {@link
   * Coercion.Kind} for what may change.
   *
   * @param value the value; not changed
   * @return the value with its changes, and what is still wrong with it
   */
  public Coerced coerce(JsonNode value) {
    if (accepts(value)) {
      return new Coerced(value, List.of(), List.of());
    }
    Coercer coercer = new Coercer();
    JsonNode changed = coercer.coerce(value, root, Path.ROOT, 0);
    return new Coerced(changed, coercer.changes(), validate(changed));
  }

  /**
   * The part of the schema that speaks of a part of a value, as JSON text, to be shown to whoever
   * got that part wrong.
   *
   * @param pointer a JSON pointer, such as a violation's
   * @param maxCharacters a longer text is cut, and ends in an ellipsis
   * @return the text; that of the nearest part around it which the schema speaks of
   */
  public String describe(String pointer, int maxCharacters) {
    Rule rule = root;
    for (String segment : pointer.isEmpty() ? List.<String>of() : segments(pointer)) {
      Rule part = rule.part(segment, 0);
      if (part == null || !part.source.isObject()) {
        break;
      }
      rule = part;
    }
    String text = rule.source.toString();
    return text.length() <= maxCharacters ? text : text.substring(0, maxCharacters) + "…";
  }

  /** Whether every string fits and nothing else does. */
  boolean isText() {
    return root.types == Types.STRING
        && root.values == null
        && root.text == null
        && root.all.length == 0
        && root.choices.length == 0;
  }

  /** A value made to fit by a fitter, or null. */
  @Nullable JsonNode fit(JsonNode value, Fitter fitter) {
    return fitter.fit(value, root, Path.ROOT, 0);
  }

  private static List<String> segments(String pointer) {
    return List.of(pointer.substring(1).split("/", -1)).stream()
        .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  @Override
  public String toString() {
    return "JsonSchema(" + root.words() + ")";
  }
}
