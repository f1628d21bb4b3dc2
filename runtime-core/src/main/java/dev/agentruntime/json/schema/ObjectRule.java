package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.schema.Violation.Code;
import dev.agentruntime.text.Names;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a schema says of an object's properties. Immutable. */
final class ObjectRule {
  /** More names are not repeated in a message; the model has them in the schema. */
  private static final int MAX_LISTED = 20;

  private final String[] names;
  private final Rule[] rules;
  private final boolean[] required;

  /** What must be there without being described. */
  private final String[] alsoRequired;

  private final Map<String, Integer> places;

  /** What other properties must be; null if there must be none. */
  private final @Nullable Rule others;

  /** Whether the schema says anything of other properties. */
  private final boolean othersSaid;

  ObjectRule(
      Map<String, Rule> properties,
      Set<String> required,
      @Nullable Rule others,
      boolean othersSaid) {
    this.names = properties.keySet().toArray(String[]::new);
    this.rules = properties.values().toArray(Rule[]::new);
    this.required = new boolean[names.length];
    this.places = HashMap.newHashMap(names.length);
    for (int i = 0; i < names.length; i++) {
      this.required[i] = required.contains(names[i]);
      places.put(names[i], i);
    }
    this.alsoRequired =
        required.stream().filter(name -> !places.containsKey(name)).toArray(String[]::new);
    this.others = others;
    this.othersSaid = othersSaid;
  }

  int check(ObjectNode node, int depth, int steps) {
    int left = steps;
    int known = 0;
    for (int i = 0; i < names.length; i++) {
      JsonNode value = node.get(names[i]);
      if (value == null) {
        if (required[i]) {
          return ~left;
        }
        continue;
      }
      known++;
      left = rules[i].check(value, depth + 1, left);
      if (left < 0) {
        return left;
      }
    }
    for (String name : alsoRequired) {
      if (!node.has(name)) {
        return ~left;
      }
    }
    if (known == node.size() || (others != null && !othersSaid)) {
      return left;
    }
    return others == null ? ~left : checkOthers(node, others, depth, left);
  }

  private int checkOthers(ObjectNode node, Rule rule, int depth, int steps) {
    int left = steps;
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!places.containsKey(entry.getKey())) {
        left = rule.check(entry.getValue(), depth + 1, left);
        if (left < 0) {
          return left;
        }
      }
    }
    return left;
  }

  void report(ObjectNode node, Path path, int depth, Report report) {
    // Unexpected ones first, since a misspelt name often explains a missing one.
    reportOthers(node, path, depth, report);
    for (int i = 0; i < names.length; i++) {
      JsonNode value = node.get(names[i]);
      if (value != null) {
        rules[i].report(value, path.under(names[i]), depth + 1, report);
      } else if (required[i]) {
        reportMissing(node, names[i], path, report);
      }
    }
    for (String name : alsoRequired) {
      if (!node.has(name)) {
        reportMissing(node, name, path, report);
      }
    }
  }

  private void reportMissing(ObjectNode node, String name, Path path, Report report) {
    // Where other names are allowed, a misspelt one is seen only here.
    List<String> undeclared =
        others == null
            ? List.of()
            : node.propertyStream()
                .map(Map.Entry::getKey)
                .filter(key -> !places.containsKey(key))
                .limit(MAX_LISTED)
                .toList();
    List<String> near = Names.near(name, undeclared);
    boolean nameable = !near.isEmpty() && Names.segment(near.getFirst(), 0).equals(near.getFirst());
    String hint = nameable ? "; there is " + near.getFirst() + " instead" : "";
    report.add(path.under(name), Code.MISSING, "is missing" + hint);
  }

  private void reportOthers(ObjectNode node, Path path, int depth, Report report) {
    if (others != null && !othersSaid) {
      return;
    }
    int position = 0;
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (report.full()) {
        return;
      }
      position++;
      String name = entry.getKey();
      if (!places.containsKey(name)) {
        Path at = path.under(Names.segment(name, position));
        if (others == null) {
          report.add(at, Code.UNEXPECTED, "is not expected; " + hint(name));
        } else {
          others.report(entry.getValue(), at, depth + 1, report);
        }
      }
    }
  }

  private String hint(String name) {
    if (names.length == 0) {
      return "nothing is";
    }
    List<String> near = Names.near(name, places.keySet());
    return near.isEmpty()
        ? "there are only " + String.join(", ", List.of(names).subList(0, listed()))
        : "did you mean " + String.join(" or ", near) + "?";
  }

  private int listed() {
    return Math.min(names.length, MAX_LISTED);
  }

  /** Whether each property with a fixed value that is there has that value. */
  boolean tagged(ObjectNode node) {
    for (int i = 0; i < names.length; i++) {
      Values fixed = rules[i].values;
      JsonNode value = fixed == null ? null : node.get(names[i]);
      if (fixed != null && value != null && !fixed.contain(value)) {
        return false;
      }
    }
    return true;
  }

  @Nullable Rule property(String name) {
    Integer place = places.get(name);
    return place == null ? others : rules[place];
  }

  boolean declares(String name) {
    return places.containsKey(name);
  }

  boolean requires(String name) {
    Integer place = places.get(name);
    return place == null ? Arrays.asList(alsoRequired).contains(name) : required[place];
  }

  /** What properties that are not declared must be; null if there must be none. */
  @Nullable Rule others() {
    return others;
  }

  /** Whether the schema says anything of properties that are not declared. */
  boolean othersSaid() {
    return othersSaid;
  }

  /** Whether properties that are not declared are refused. */
  boolean closed() {
    return others == null;
  }

  Collection<String> names() {
    return places.keySet();
  }
}
