package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.json.schema.Coercion.Kind;
import dev.agentruntime.text.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one value fit one schema. A branch of a choice is tried with its changes on trial: they are
 * taken back unless it is the only branch that fits then. Confined to one thread.
 */
final class Coercer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * Values looked at. A choice in a choice in a choice tries every combination, and a value worth
   * mending is small.
   */
  private static final int MAX_STEPS = 100_000;

  /** More unexpected names are no slip of the pen. */
  private static final int MAX_RENAMED = 16;

  private final List<Coercion> changes = new ArrayList<>();
  private int steps = MAX_STEPS;

  /** Steps left for looking whether something fits, all such looks together. */
  private int looks = Rule.MAX_STEPS;

  List<Coercion> changes() {
    return changes;
  }

  /** The value made to fit, or as it was where there is no one way to do it. */
  JsonNode coerce(JsonNode node, Rule rule, Path path, int depth) {
    if (depth > Rule.MAX_DEPTH || steps-- <= 0) {
      return node;
    }
    JsonNode value = scalar(node, rule, path);
    if (value.isObject() && rule.object != null) {
      value = fields((ObjectNode) value, rule.object, path, depth);
    } else if (value.isArray() && rule.array != null) {
      value = elements(value, rule.array, path, depth);
    }
    for (Rule part : rule.all) {
      value = coerce(value, part, path, depth + 1);
    }
    for (Choice choice : rule.choices) {
      value = choose(value, choice, path, depth);
    }
    return Types.accept(rule.types, value) ? value : wrapped(value, rule, path, depth);
  }

  private boolean accepts(Rule rule, JsonNode node) {
    int result = rule.check(node, 0, looks);
    looks = result < 0 ? ~result : result;
    return result >= 0;
  }

  private JsonNode changed(JsonNode to, Kind kind, Path path) {
    changes.add(new Coercion(path.toString(), kind));
    return to;
  }

  // ---- one value into another type ----

  private JsonNode scalar(JsonNode node, Rule rule, Path path) {
    boolean typed = Types.accept(rule.types, node);
    if (typed && (rule.values == null || rule.values.contain(node))) {
      return node;
    }
    return switch (node.getNodeType()) {
      case STRING -> text(node, rule, path, typed);
      case NUMBER -> asText(node, plain(node), Kind.NUMBER_TO_TEXT, rule, path);
      case BOOLEAN -> asText(node, node.asText(), Kind.BOOLEAN_TO_TEXT, rule, path);
      case ARRAY, BINARY, MISSING, NULL, OBJECT, POJO -> node;
    };
  }

  private JsonNode text(JsonNode node, Rule rule, Path path, boolean typed) {
    String text = node.textValue();
    if (typed) {
      String spelled = rule.values == null ? null : rule.values.spelledLike(text);
      return spelled == null ? node : changed(TextNode.valueOf(spelled), Kind.VALUE_SPELLING, path);
    }
    String bare = text.strip();
    JsonNode number = Numbers.parse(bare);
    if (number != null && fits(number, rule)) {
      return changed(number, Kind.TEXT_TO_NUMBER, path);
    }
    if (bare.equalsIgnoreCase("true") || bare.equalsIgnoreCase("false")) {
      JsonNode flag = NODES.booleanNode(bare.equalsIgnoreCase("true"));
      return fits(flag, rule) ? changed(flag, Kind.TEXT_TO_BOOLEAN, path) : node;
    }
    if (bare.equals("null") && fits(NODES.nullNode(), rule)) {
      return changed(NODES.nullNode(), Kind.TEXT_TO_NULL, path);
    }
    boolean container = bare.startsWith("{") || bare.startsWith("[");
    JsonNode parsed = container ? EmbeddedJson.parse(bare) : null;
    return parsed != null && Types.accept(rule.types, parsed)
        ? changed(parsed, Kind.TEXT_TO_JSON, path)
        : node;
  }

  private static boolean fits(JsonNode value, Rule rule) {
    return Types.accept(rule.types, value) && (rule.values == null || rule.values.contain(value));
  }

  private JsonNode asText(JsonNode node, @Nullable String text, Kind kind, Rule rule, Path path) {
    JsonNode string = text == null ? node : TextNode.valueOf(text);
    return text != null && fits(string, rule) ? changed(string, kind, path) : node;
  }

  /**
   * A whole number's digits, or null for others: {@code 1.10} may have been a version, and the tree
   * has lost its zero.
   */
  private static @Nullable String plain(JsonNode number) {
    return number.isIntegralNumber() ? number.asText() : null;
  }

  /** An array of one, where an array is wanted and its elements may be such a value. */
  private JsonNode wrapped(JsonNode node, Rule rule, Path path, int depth) {
    boolean wanted = (rule.types & Types.ARRAY) != 0 && rule.types != Types.ANY;
    if (!wanted || node.isNull() || rule.array == null || isList(node)) {
      return node;
    }
    int mark = changes.size();
    changed(node, Kind.SINGLE_TO_ARRAY, path);
    ArrayNode array = NODES.arrayNode().add(node);
    JsonNode fitting = elements(array, rule.array, path, depth + 1);
    return accepts(rule, fitting) ? fitting : takenBack(node, mark);
  }

  /** A text that may be several values: whether to split it nobody can tell. */
  private static boolean isList(JsonNode node) {
    return node.isTextual() && node.textValue().chars().anyMatch(c -> ",;|\n[".indexOf(c) >= 0);
  }

  private JsonNode takenBack(JsonNode node, int mark) {
    changes.subList(mark, changes.size()).clear();
    return node;
  }

  private JsonNode choose(JsonNode node, Choice choice, Path path, int depth) {
    int result = choice.check(node, depth, looks);
    looks = result < 0 ? ~result : result;
    if (result >= 0) {
      return node;
    }
    int mark = changes.size();
    JsonNode found = null;
    List<Coercion> made = List.of();
    for (Rule branch : choice.branches()) {
      JsonNode tried = coerce(node, branch, path, depth + 1);
      List<Coercion> trial = List.copyOf(changes.subList(mark, changes.size()));
      takenBack(node, mark);
      if (accepts(branch, tried)) {
        if (found != null) {
          return node;
        }
        found = tried;
        made = trial;
      }
    }
    changes.addAll(made);
    return found == null ? node : found;
  }

  // ---- containers ----

  private JsonNode elements(JsonNode array, ArrayRule rule, Path path, int depth) {
    ArrayNode copy = NODES.arrayNode(array.size());
    int changesBefore = changes.size();
    for (int i = 0; i < array.size(); i++) {
      Rule element = rule.element(i);
      JsonNode value = array.get(i);
      copy.add(element == null ? value : coerce(value, element, path.at(i), depth + 1));
    }
    return changes.size() == changesBefore ? array : copy;
  }

  private JsonNode fields(ObjectNode object, ObjectRule rule, Path path, int depth) {
    Map<String, String> renamed = renamed(object, rule);
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    int changesBefore = changes.size();
    int position = 0;
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      position++;
      String name = renamed.getOrDefault(entry.getKey(), entry.getKey());
      Rule property = rule.property(name);
      if (property == null) {
        fields.put(name, entry.getValue());
        continue;
      }
      boolean declared = rule.declares(entry.getKey());
      Path at = path.under(declared ? name : Names.segment(entry.getKey(), position));
      if (!name.equals(entry.getKey())) {
        changed(entry.getValue(), Kind.PROPERTY_RENAMED, at);
      }
      JsonNode value = entry.getValue();
      boolean mayBeAbsent = rule.declares(name) && !rule.requires(name);
      if (value.isNull() && mayBeAbsent && !accepts(property, value)) {
        changed(value, Kind.NULL_LEFT_OUT, at);
      } else {
        fields.put(name, coerce(value, property, at, depth + 1));
      }
    }
    return changes.size() == changesBefore ? object : NODES.objectNode().setAll(fields);
  }

  /**
   * Names that are not expected, each with the one missing name it is alike; one that is alike
   * several, or one of several that are alike, stays as it is.
   */
  private static Map<String, String> renamed(ObjectNode object, ObjectRule rule) {
    Map<String, String> renamed = new HashMap<>();
    Map<String, Integer> claims = new HashMap<>();
    int unexpected = 0;
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String name = entry.getKey();
      if (!rule.declares(name)) {
        if (++unexpected > MAX_RENAMED) {
          return Map.of();
        }
        List<String> meant =
            rule.names().stream()
                .filter(known -> !object.has(known) && Names.alike(name, known))
                .filter(known -> rule.closed() || rule.requires(known))
                .toList();
        meant.forEach(known -> claims.merge(known, 1, Integer::sum));
        if (meant.size() == 1) {
          renamed.put(name, meant.getFirst());
        }
      }
    }
    renamed.values().removeIf(known -> claims.getOrDefault(known, 0) > 1);
    return renamed;
  }
}
