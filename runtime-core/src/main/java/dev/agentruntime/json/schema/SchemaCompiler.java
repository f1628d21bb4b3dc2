package dev.agentruntime.json.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Compiles one schema document. Confined to one thread. */
final class SchemaCompiler {
  /** Where langchain4j's definitions end up. */
  static final String DEFS = "#/$defs/";

  /** Schemas nested deeper describe nothing a model could write. */
  private static final int MAX_DEPTH = 200;

  private static final Rule ANYTHING = new Rule(BooleanNode.TRUE);

  private final JsonNode document;
  private final IdentityHashMap<JsonNode, Rule> rules = new IdentityHashMap<>();
  private final Map<String, Rule> referred = new HashMap<>();

  SchemaCompiler(JsonNode document) {
    this.document = document;
  }

  Rule compile() {
    Rule root = compile(document, Path.ROOT, 0);
    Set<Rule> done = new HashSet<>();
    for (Rule rule : rules.values()) {
      refuseEndless(rule, new LinkedHashSet<>(), done);
    }
    return root;
  }

  private Rule compile(JsonNode schema, Path path, int depth) {
    Rule known = rules.get(schema);
    if (known != null && schema.isObject()) {
      return known;
    }
    if (depth > MAX_DEPTH) {
      throw refuse(path, "must not be nested deeper than " + MAX_DEPTH + " levels");
    }
    Rule rule = new Rule(schema);
    rules.put(schema, rule);
    if (schema.isBoolean()) {
      rule.types = schema.booleanValue() ? Types.ANY : Types.NONE;
    } else if (schema.isObject()) {
      fill(rule, schema, path, depth + 1);
    } else {
      throw refuse(path, "must be an object or a boolean, was " + Types.kind(schema));
    }
    return rule;
  }

  private void fill(Rule rule, JsonNode schema, Path path, int depth) {
    rule.types = types(schema.get("type"), path.under("type"));
    if (schema.path("nullable").asBoolean(false)) {
      rule.types |= Types.NULL;
    }
    values(rule, schema, path);
    rule.object = object(schema, path, depth);
    rule.array = array(schema, path, depth);
    rule.text = text(schema, path);
    rule.number = number(schema, path);
    List<Rule> all = list(schema, "allOf", path, depth);
    JsonNode ref = schema.get("$ref");
    if (ref != null) {
      all.add(refer(ref.asText(), path.under("$ref"), depth));
    }
    rule.all = all.toArray(Rule[]::new);
    List<Choice> choices = new ArrayList<>();
    for (String keyword : List.of("anyOf", "oneOf")) {
      List<Rule> branches = list(schema, keyword, path, depth);
      if (!branches.isEmpty()) {
        choices.add(new Choice(List.copyOf(branches), keyword.equals("oneOf")));
      }
    }
    rule.choices = choices.toArray(Choice[]::new);
  }

  private static int types(@Nullable JsonNode type, Path path) {
    if (type == null) {
      return Types.ANY;
    }
    int mask = Types.NONE;
    for (JsonNode name : type.isArray() ? type : List.of(type)) {
      int bits = name.isTextual() ? Types.named(name.textValue()) : Types.NONE;
      if (bits == Types.NONE) {
        throw refuse(
            path,
            "must name types of JSON, was "
                + (name.isTextual() ? "'" + name.textValue() + "'" : Types.kind(name)));
      }
      mask |= bits;
    }
    return mask;
  }

  private static void values(Rule rule, JsonNode schema, Path path) {
    JsonNode allowed = schema.get("enum");
    if (allowed != null && !allowed.isArray()) {
      throw refuse(path.under("enum"), "must be an array, was " + Types.kind(allowed));
    }
    JsonNode constant = schema.get("const");
    if (constant != null) {
      rule.values = new Values(List.of(constant));
    } else if (allowed != null) {
      rule.values = new Values(allowed);
    }
    if (rule.values != null && !schema.has("type")) {
      rule.types = rule.values.types();
    }
  }

  private @Nullable ObjectRule object(JsonNode schema, Path path, int depth) {
    Map<String, Rule> properties = new LinkedHashMap<>();
    JsonNode declared = schema.path("properties");
    for (Map.Entry<String, JsonNode> entry : declared.properties()) {
      Path at = path.under("properties").under(entry.getKey());
      properties.put(entry.getKey(), compile(entry.getValue(), at, depth));
    }
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    JsonNode others = schema.get("additionalProperties");
    if (properties.isEmpty() && required.isEmpty() && others == null) {
      return null;
    }
    // What patterns of names allow cannot be told from what is refused, so nothing is.
    if (others == null || others.equals(BooleanNode.TRUE) || schema.has("patternProperties")) {
      return new ObjectRule(properties, required, ANYTHING, false);
    }
    Rule rule =
        others.isBoolean() ? null : compile(others, path.under("additionalProperties"), depth);
    return new ObjectRule(properties, required, rule, true);
  }

  private @Nullable ArrayRule array(JsonNode schema, Path path, int depth) {
    boolean tuple = schema.path("items").isArray();
    List<Rule> first = list(schema, tuple ? "items" : "prefixItems", path, depth);
    JsonNode items = schema.get(tuple ? "additionalItems" : "items");
    Rule rest = items == null ? null : compile(items, path.under("items"), depth);
    int min = size(schema, "minItems", 0, path);
    int max = size(schema, "maxItems", Integer.MAX_VALUE, path);
    return first.isEmpty() && rest == null && min == 0 && max == Integer.MAX_VALUE
        ? null
        : new ArrayRule(List.copyOf(first), rest, min, max);
  }

  private static @Nullable TextRule text(JsonNode schema, Path path) {
    int min = size(schema, "minLength", 0, path);
    int max = size(schema, "maxLength", Integer.MAX_VALUE, path);
    JsonNode pattern = schema.get("pattern");
    if (pattern == null && min == 0 && max == Integer.MAX_VALUE) {
      return null;
    }
    try {
      return new TextRule(min, max, pattern == null ? null : Pattern.compile(pattern.asText()));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "schema " + path.under("pattern") + " must be a regular expression: " + e.getMessage(),
          e);
    }
  }

  private static @Nullable NumberRule number(JsonNode schema, Path path) {
    BigDecimal min = bound(schema, "minimum", path);
    BigDecimal above = bound(schema, "exclusiveMinimum", path);
    BigDecimal max = bound(schema, "maximum", path);
    BigDecimal below = bound(schema, "exclusiveMaximum", path);
    if (min == null && above == null && max == null && below == null) {
      return null;
    }
    boolean minExclusive = above != null && (min == null || above.compareTo(min) >= 0);
    boolean maxExclusive = below != null && (max == null || below.compareTo(max) <= 0);
    return new NumberRule(
        minExclusive ? above : min, minExclusive, maxExclusive ? below : max, maxExclusive);
  }

  private static @Nullable BigDecimal bound(JsonNode schema, String keyword, Path path) {
    JsonNode bound = schema.get(keyword);
    if (bound == null || bound.isBoolean()) {
      return null; // a boolean is how an older draft made the other keyword exclusive
    }
    BigDecimal value = bound.isNumber() ? Numbers.exact(bound) : null;
    if (value == null) {
      throw refuse(path.under(keyword), "must be a finite number, was " + Types.kind(bound));
    }
    return value;
  }

  private static int size(JsonNode schema, String keyword, int absent, Path path) {
    JsonNode size = schema.get(keyword);
    if (size == null) {
      return absent;
    }
    if (!size.isNumber() || size.doubleValue() < 0) {
      throw refuse(path.under(keyword), "must be a number of at least 0");
    }
    return (int) Math.min(Integer.MAX_VALUE, size.longValue());
  }

  private List<Rule> list(JsonNode schema, String keyword, Path path, int depth) {
    List<Rule> list = new ArrayList<>();
    int i = 0;
    for (JsonNode element : schema.path(keyword)) {
      list.add(compile(element, path.under(keyword).at(i++), depth));
    }
    return list;
  }

  private Rule refer(String reference, Path path, int depth) {
    Rule known = referred.get(reference);
    if (known != null) {
      return known;
    }
    JsonNode target = null;
    if (reference.equals("#")) {
      target = document;
    } else if (reference.startsWith("#/")) {
      target = document.at(JsonPointer.compile(reference.substring(1)));
    }
    if (target == null || target.isMissingNode()) {
      throw refuse(path, "must refer to a place in the schema itself, was '" + reference + "'");
    }
    Rule rule = compile(target, path, depth);
    referred.put(reference, rule);
    return rule;
  }

  /** A schema that needs itself for the very same value would never come to an end. */
  private static void refuseEndless(Rule rule, Set<Rule> open, Set<Rule> done) {
    if (done.contains(rule)) {
      return;
    }
    if (!open.add(rule)) {
      throw new IllegalArgumentException("schema must not be defined by nothing but itself");
    }
    for (Rule part : rule.all) {
      refuseEndless(part, open, done);
    }
    for (Choice choice : rule.choices) {
      for (Rule branch : choice.branches()) {
        refuseEndless(branch, open, done);
      }
    }
    open.remove(rule);
    done.add(rule);
  }

  private static IllegalArgumentException refuse(Path path, String problem) {
    return new IllegalArgumentException("schema " + path + " " + problem);
  }
}
