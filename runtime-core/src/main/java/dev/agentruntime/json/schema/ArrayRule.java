package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says of an array. Immutable.
 *
 * @param first what the first elements must be, one by one
 * @param items what the others must be, or null if anything
 * @param min how many elements there must be
 * @param max how many there may be
 */
record ArrayRule(List<Rule> first, @Nullable Rule items, int min, int max) {

  int check(JsonNode node, int depth, int steps) {
    int size = node.size();
    int left = steps;
    if (size < min || size > max) {
      return ~left;
    }
    for (int i = 0; left >= 0 && i < size; i++) {
      Rule rule = element(i);
      if (rule == null) {
        break;
      }
      left = rule.check(node.get(i), depth + 1, left);
    }
    return left;
  }

  void report(JsonNode node, Path path, int depth, Report report) {
    int size = node.size();
    if (size < min || size > max) {
      report.add(path, Code.BOUNDS, "must have " + Bounds.words(min, max, "elements"));
    }
    for (int i = 0; i < size && !report.full(); i++) {
      Rule rule = element(i);
      if (rule == null) {
        break;
      }
      rule.report(node.get(i), path.at(i), depth + 1, report);
    }
  }

  @Nullable Rule element(int index) {
    return index < first.size() ? first.get(index) : items;
  }
}
