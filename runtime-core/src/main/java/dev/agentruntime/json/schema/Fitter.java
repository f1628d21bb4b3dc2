package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.schema.Coercion.Kind;
import dev.agentruntime.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one value fit one schema with as little change as possible. Each change has a price; of
 * several ways the cheapest is taken, and the first of equals. Confined to one thread, used once.
 */
final class Fitter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Values looked at, all branches of all choices together. */
  private static final int MAX_STEPS = 100_000;

  private final boolean partial;
  private final List<Coercion> changes = new ArrayList<>();
  private int cost;
  private int steps = MAX_STEPS;

  /**
   * A fitter.
   *
   * @param partial whether what is missing is yet to come and stands as null
   */
  Fitter(boolean partial) {
    this.partial = partial;
  }

  List<Coercion> changes() {
    return changes;
  }

  int cost() {
    return cost;
  }

  /** The value made to fit, or null if it cannot be. */
  @Nullable JsonNode fit(JsonNode node, Rule rule, Path path, int depth) {
    if (depth > Rule.MAX_DEPTH || steps-- <= 0) {
      return null;
    }
    int mark = changes.size();
    int before = cost;
    JsonNode value = own(node, rule, path, depth);
    for (int i = 0; value != null && i < rule.all.length; i++) {
      value = fit(value, rule.all[i], path, depth + 1);
    }
    for (int i = 0; value != null && i < rule.choices.length; i++) {
      value = choose(value, rule.choices[i], path, depth);
    }
    if (value == null) {
      takeBack(mark, before);
    }
    return value;
  }

  private void takeBack(int mark, int before) {
    changes.subList(mark, changes.size()).clear();
    cost = before;
  }

  private JsonNode changed(JsonNode to, Kind kind, int price, Path path) {
    changes.add(new Coercion(path.toString(), kind));
    cost += price;
    return to;
  }

  private @Nullable JsonNode choose(JsonNode node, Choice choice, Path path, int depth) {
    int mark = changes.size();
    int before = cost;
    JsonNode best = null;
    int least = Integer.MAX_VALUE;
    List<Coercion> made = List.of();
    for (Rule branch : choice.branches()) {
      JsonNode tried = fit(node, branch, path, depth + 1);
      if (tried != null && cost < least) {
        best = tried;
        least = cost;
        made = List.copyOf(changes.subList(mark, changes.size()));
      }
      takeBack(mark, before);
    }
    if (best != null) {
      changes.addAll(made);
      cost = least;
    }
    return best;
  }

  /** What the schema itself asks for, its parts and choices apart. */
  private @Nullable JsonNode own(JsonNode node, Rule rule, Path path, int depth) {
    if (rule.values != null) {
      return allowed(node, rule, path, depth);
    }
    if (node instanceof ObjectNode object && accepts(rule, Types.OBJECT)) {
      return rule.object == null ? node : object(object, rule, rule.object, path, depth);
    }
    if (node.isArray() && accepts(rule, Types.ARRAY)) {
      return rule.array == null ? node : elements(node, rule.array, path, depth);
    }
    if (Types.accept(rule.types, node) && isPlainly(node, rule)) {
      return node;
    }
    if (node.isTextual() && looksLikeJson(node)) {
      JsonNode parsed = EmbeddedJson.parse(node.textValue().strip());
      return parsed != null && parsed.isContainerNode() && Types.accept(rule.types, parsed)
          ? fit(changed(parsed, Kind.TEXT_TO_JSON, 3, path), rule, path, depth + 1)
          : null;
    }
    JsonNode scalar = scalar(node, rule, path);
    return scalar != null ? scalar : reshaped(node, rule, path, depth);
  }

  private static boolean looksLikeJson(JsonNode text) {
    String bare = text.textValue().strip();
    return bare.startsWith("{") || bare.startsWith("[");
  }

  private static boolean accepts(Rule rule, int type) {
    return (rule.types & type) != 0;
  }

  private static boolean isPlainly(JsonNode node, Rule rule) {
    return switch (node.getNodeType()) {
      case STRING -> rule.text == null || rule.text.problem(node.textValue()) == null;
      case NUMBER -> rule.number == null || rule.number.accepts(node);
      case ARRAY, BINARY, BOOLEAN, MISSING, NULL, OBJECT, POJO -> true;
    };
  }

  private @Nullable JsonNode allowed(JsonNode node, Rule rule, Path path, int depth) {
    Values values = Objects.requireNonNull(rule.values);
    if (values.contain(node)) {
      return node;
    }
    if (node.isArray()) {
      return first(node, rule, path, depth);
    }
    String text = node.isValueNode() && !node.isNull() ? node.asText() : null;
    if (text == null) {
      return null;
    }
    String spelled = values.spelledLike(text);
    if (spelled != null) {
      return changed(NODES.textNode(spelled), Kind.VALUE_SPELLING, 1, path);
    }
    String mentioned = TextSearch.mentioned(values.texts(), text);
    if (mentioned != null) {
      return changed(NODES.textNode(mentioned), Kind.VALUE_IN_TEXT, 5, path);
    }
    JsonNode parsed = EmbeddedJson.parse(text.strip());
    return parsed != null && values.contain(parsed)
        ? changed(parsed, Kind.VALUE_IN_TEXT, 5, path)
        : null;
  }

  // One value of another type.

  private @Nullable JsonNode scalar(JsonNode node, Rule rule, Path path) {
    JsonNode found =
        switch (node.getNodeType()) {
          case STRING -> fromText(node.textValue(), rule, path);
          case NUMBER -> fromNumber(node, rule, path);
          case BOOLEAN ->
              accepts(rule, Types.STRING)
                  ? changed(NODES.textNode(node.asText()), Kind.BOOLEAN_TO_TEXT, 3, path)
                  : null;
          case ARRAY, BINARY, MISSING, NULL, OBJECT, POJO -> null;
        };
    return found != null && isPlainly(found, rule) ? found : null;
  }

  private @Nullable JsonNode fromNumber(JsonNode node, Rule rule, Path path) {
    if (accepts(rule, Types.STRING)) {
      return changed(NODES.textNode(node.asText()), Kind.NUMBER_TO_TEXT, 3, path);
    }
    boolean flag = accepts(rule, Types.BOOLEAN) && node.canConvertToInt();
    if (flag && (node.intValue() == 0 || node.intValue() == 1)) {
      return changed(NODES.booleanNode(node.intValue() == 1), Kind.NUMBER_TO_BOOLEAN, 4, path);
    }
    return null;
  }

  private @Nullable JsonNode fromText(String text, Rule rule, Path path) {
    String bare = text.strip();
    JsonNode number = accepts(rule, Types.NUMBER) ? Numbers.parse(bare) : null;
    if (number != null && Types.accept(rule.types, number)) {
      return changed(number, Kind.TEXT_TO_NUMBER, 2, path);
    }
    Boolean flag = accepts(rule, Types.BOOLEAN) ? TextSearch.flag(bare) : null;
    if (flag != null) {
      return changed(NODES.booleanNode(flag), Kind.TEXT_TO_BOOLEAN, 2, path);
    }
    if (accepts(rule, Types.NULL) && bare.equalsIgnoreCase("null")) {
      return changed(NODES.nullNode(), Kind.TEXT_TO_NULL, 2, path);
    }
    JsonNode only = accepts(rule, Types.NUMBER) ? TextSearch.onlyNumber(bare) : null;
    return only != null && Types.accept(rule.types, only)
        ? changed(only, Kind.VALUE_IN_TEXT, 6, path)
        : null;
  }

  // Another shape.

  private @Nullable JsonNode reshaped(JsonNode node, Rule rule, Path path, int depth) {
    if (rule.types == Types.ANY) {
      return null;
    }
    if (node.isArray()) {
      return first(node, rule, path, depth);
    }
    if (accepts(rule, Types.ARRAY) && rule.array != null && !node.isNull()) {
      ArrayNode array = NODES.arrayNode().add(node);
      return elements(changed(array, Kind.SINGLE_TO_ARRAY, 5, path), rule.array, path, depth);
    }
    return accepts(rule, Types.OBJECT) && rule.object != null
        ? onlyMember(node, rule.object, path, depth)
        : null;
  }

  private @Nullable JsonNode object(
      ObjectNode object, Rule rule, ObjectRule members, Path path, int depth) {
    int mark = changes.size();
    int before = cost;
    JsonNode fitting = members(object, members, path, depth);
    if (fitting != null || rule.types == Types.ANY) {
      return fitting;
    }
    takeBack(mark, before);
    return onlyMember(object, members, path, depth);
  }

  /** The object whose only property a value is. */
  private @Nullable JsonNode onlyMember(JsonNode node, ObjectRule rule, Path path, int depth) {
    if (rule.names().size() != 1) {
      return null;
    }
    String name = rule.names().iterator().next();
    if (node.has(name) || (node.isContainerNode() && node.isEmpty())) {
      return null;
    }
    ObjectNode object = NODES.objectNode();
    object.set(name, node);
    changed(object, Kind.SINGLE_TO_OBJECT, 8, path);
    return members(object, rule, path, depth);
  }

  private @Nullable JsonNode first(JsonNode array, Rule rule, Path path, int depth) {
    for (int i = 0; i < array.size(); i++) {
      if (!array.get(i).isArray()) {
        JsonNode fitting = fit(array.get(i), rule, path.at(i), depth + 1);
        if (fitting != null) {
          return changed(fitting, Kind.ARRAY_TO_SINGLE, 8 + array.size(), path);
        }
      }
    }
    return null;
  }

  private @Nullable JsonNode elements(JsonNode array, ArrayRule rule, Path path, int depth) {
    ArrayNode fitting = NODES.arrayNode(array.size());
    for (int i = 0; i < array.size(); i++) {
      Rule element = rule.element(i);
      JsonNode value =
          element == null ? array.get(i) : fit(array.get(i), element, path.at(i), depth + 1);
      if (value == null) {
        return null;
      }
      fitting.add(value);
    }
    boolean sized = fitting.size() >= rule.min() && fitting.size() <= rule.max();
    return sized || partial ? fitting : null;
  }

  private @Nullable JsonNode members(ObjectNode object, ObjectRule rule, Path path, int depth) {
    ObjectNode fitting = NODES.objectNode();
    int used = 0;
    for (String name : rule.names()) {
      String from = object.has(name) ? name : alike(object, rule, name);
      JsonNode value;
      if (from == null) {
        value = missing(rule, name, path.under(name));
        if (value == null && rule.requires(name)) {
          return null;
        }
      } else {
        used++;
        value = member(object.get(from), rule, name, path.under(name), depth);
        if (value == null) {
          return null;
        }
        if (!from.equals(name)) {
          changed(value, Kind.PROPERTY_RENAMED, 2, path.under(name));
        }
      }
      if (value != null) {
        fitting.set(name, value);
      }
    }
    return used == object.size() || others(object, fitting, rule, path, depth) ? fitting : null;
  }

  private @Nullable JsonNode member(
      JsonNode value, ObjectRule rule, String name, Path path, int depth) {
    Rule property = Objects.requireNonNull(rule.property(name));
    if (partial && value.isNull()) {
      return value;
    }
    return fit(value, property, path, depth + 1);
  }

  private static @Nullable String alike(ObjectNode object, ObjectRule rule, String name) {
    String found = null;
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!rule.declares(entry.getKey()) && Names.alike(entry.getKey(), name)) {
        if (found != null) {
          return null;
        }
        found = entry.getKey();
      }
    }
    return found;
  }

  private @Nullable JsonNode missing(ObjectRule rule, String name, Path path) {
    Rule property = Objects.requireNonNull(rule.property(name));
    JsonNode standard = property.source.get("default");
    if (standard != null && !rule.requires(name) && property.accepts(standard)) {
      return changed(standard, Kind.DEFAULT_ADDED, 1, path);
    }
    if (partial && property.types == Types.ARRAY) {
      return changed(NODES.arrayNode(), Kind.NULL_ADDED, 1, path);
    }
    boolean mayBeNull = property.source.isObject() && property.accepts(NODES.nullNode());
    return partial || (mayBeNull && property.source.size() > 0)
        ? changed(NODES.nullNode(), Kind.NULL_ADDED, rule.requires(name) ? 3 : 1, path)
        : null;
  }

  /** Properties the schema does not name: kept if it says what they are, else left out. */
  private boolean others(
      ObjectNode object, ObjectNode fitting, ObjectRule rule, Path path, int depth) {
    Rule other = rule.others();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String name = entry.getKey();
      if (rule.declares(name) || isRenamed(object, rule, name)) {
        continue;
      }
      Path at = path.under(Names.segment(name, fitting.size()));
      if (other == null || (rule.names().size() > 0 && !rule.othersSaid())) {
        changed(entry.getValue(), Kind.PROPERTY_LEFT_OUT, 1, at);
        continue;
      }
      JsonNode value = fit(entry.getValue(), other, at, depth + 1);
      if (value == null) {
        return false;
      }
      fitting.set(name, value);
    }
    return true;
  }

  private static boolean isRenamed(ObjectNode object, ObjectRule rule, String name) {
    return rule.names().stream()
        .anyMatch(known -> !object.has(known) && name.equals(alike(object, rule, known)));
  }
}
