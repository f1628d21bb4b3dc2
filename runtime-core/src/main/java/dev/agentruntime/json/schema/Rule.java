package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.schema.Violation.Code;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One compiled schema: everything it asks must hold. Schemas may hold themselves, so a rule is made
 * empty and filled once, before it is published; after that it never changes.
 *
 * <p>Checking allocates nothing. Its result says two things in one number: zero or more is "fits",
 * with so many steps left; a negative one is "does not fit", with the complement of the steps left.
 * So steps spent in a branch that fails are spent, and no schema makes a check take longer than
 * {@link #MAX_STEPS} steps. With none left nothing fits.
 */
final class Rule {
  /**
   * Values looked at in one check: a hundred times what the largest arguments seen in the field
   * hold, and some tens of milliseconds.
   */
  static final int MAX_STEPS = 1 << 22;

  /** Five schemas, references and choices included, for each of the 100 levels text may have. */
  static final int MAX_DEPTH = 500;

  private static final Rule[] NO_RULES = {};
  private static final Choice[] NO_CHOICES = {};

  // Set while compiling.
  int types = Types.ANY;
  @Nullable Values values;
  @Nullable ObjectRule object;
  @Nullable ArrayRule array;
  @Nullable TextRule text;
  @Nullable NumberRule number;
  Rule[] all = NO_RULES;
  Choice[] choices = NO_CHOICES;

  /** The schema this was compiled from, for messages. */
  final JsonNode source;

  Rule(JsonNode source) {
    this.source = source;
  }

  int check(JsonNode node, int depth, int steps) {
    if (steps <= 0 || depth > MAX_DEPTH) {
      return ~0;
    }
    int left = steps - 1;
    if (!Types.accept(types, node) || (values != null && !values.contain(node))) {
      return ~left;
    }
    left = checkParts(node, depth, left);
    for (int i = 0; left >= 0 && i < all.length; i++) {
      left = all[i].check(node, depth + 1, left);
    }
    for (int i = 0; left >= 0 && i < choices.length; i++) {
      left = choices[i].check(node, depth + 1, left);
    }
    return left;
  }

  private int checkParts(JsonNode node, int depth, int left) {
    return switch (node.getNodeType()) {
      case OBJECT -> object == null ? left : object.check((ObjectNode) node, depth, left);
      case ARRAY -> array == null ? left : array.check(node, depth, left);
      case STRING -> text == null || text.problem(node.textValue()) == null ? left : ~left;
      case NUMBER -> number == null || number.accepts(node) ? left : ~left;
      case BOOLEAN, NULL, BINARY, MISSING, POJO -> left;
    };
  }

  boolean accepts(JsonNode node) {
    return check(node, 0, MAX_STEPS) >= 0;
  }

  void report(JsonNode node, Path path, int depth, Report report) {
    if (report.full()) {
      return;
    }
    if (!report.step() || depth > MAX_DEPTH) {
      report.add(path, Code.TOO_COMPLEX, "is too deep or too large to be checked");
      return;
    }
    if (!Types.accept(types, node)) {
      report.add(path, Code.TYPE, "must be " + Types.words(types) + ", was " + Types.kind(node));
      return;
    }
    if (values != null && !values.contain(node)) {
      report.add(path, Code.VALUE, values.problem(node));
      return;
    }
    reportParts(node, path, depth, report);
    for (Rule rule : all) {
      rule.report(node, path, depth + 1, report);
    }
    for (Choice choice : choices) {
      choice.report(node, path, depth + 1, report);
    }
  }

  private void reportParts(JsonNode node, Path path, int depth, Report report) {
    if (object != null && node instanceof ObjectNode fields) {
      object.report(fields, path, depth, report);
    } else if (array != null && node.isArray()) {
      array.report(node, path, depth, report);
    } else if (text != null && node.isTextual()) {
      String problem = text.problem(node.textValue());
      if (problem != null) {
        report.add(path, text.code(node.textValue()), problem);
      }
    } else if (number != null && node.isNumber() && !number.accepts(node)) {
      report.add(path, Code.BOUNDS, number.problem());
    }
  }

  /**
   * Whether a value looks as if it was meant for this schema: of its type and, for an object, with
   * the same fixed values.
   */
  boolean isMeantBy(JsonNode node, int depth) {
    if (depth > MAX_DEPTH
        || !Types.accept(types, node)
        || (values != null && !values.contain(node))
        || (object != null && node instanceof ObjectNode fields && !object.tagged(fields))) {
      return false;
    }
    for (Rule rule : all) {
      if (!rule.isMeantBy(node, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** What it asks for, in words. */
  String words() {
    if (values != null) {
      return values.words();
    }
    return types == Types.ANY && all.length > 0 ? all[0].words() : Types.words(types);
  }

  /** The rule for a part of a value, or null if this schema says nothing of it. */
  @Nullable Rule part(String segment, int depth) {
    Rule found = object != null ? object.property(segment) : null;
    if (found == null && array != null && segment.chars().allMatch(c -> c >= '0' && c <= '9')) {
      found = array.items();
    }
    for (int i = 0; found == null && i < all.length && depth < MAX_DEPTH; i++) {
      found = all[i].part(segment, depth + 1);
    }
    return found;
  }

  /** The values a required property must have, or null if this schema does not say. */
  @Nullable Values fixed(String name, int depth) {
    Rule own = object != null && object.requires(name) ? object.property(name) : null;
    Values found = own == null ? null : own.values;
    for (int i = 0; found == null && i < all.length && depth < MAX_DEPTH; i++) {
      found = all[i].fixed(name, depth + 1);
    }
    return found;
  }

  /** The properties this schema describes. */
  Collection<String> names(int depth) {
    if (object != null || depth >= MAX_DEPTH) {
      return object == null ? List.of() : object.names();
    }
    return all.length == 0 ? List.of() : all[0].names(depth + 1);
  }
}
