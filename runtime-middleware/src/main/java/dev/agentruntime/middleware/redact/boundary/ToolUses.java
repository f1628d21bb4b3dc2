package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What becomes of placeholders, by tool and type. The most specific pattern counts; of equally
 * specific ones the rule that names the type, then the one given last. Immutable.
 *
 * @param rules in the order of giving
 */
record ToolUses(List<Rule> rules) {
  /** A rule; one that names no type is for all. */
  record Rule(NamePattern tools, Set<EntityType> types, PlaceholderUse use) {
    boolean isFor(String tool, EntityType type) {
      return tools.matches(tool) && (types.isEmpty() || types.contains(type));
    }

    /** Whether this one counts although the other was given later. */
    boolean isBefore(Rule later) {
      int specific = tools.compareTo(later.tools);
      return specific > 0 || (specific == 0 && !types.isEmpty() && later.types.isEmpty());
    }

    @Override
    public String toString() {
      String of =
          types.isEmpty() ? "" : " " + types.stream().map(EntityType::name).sorted().toList();
      return tools + " " + use + of;
    }
  }

  ToolUses with(Rule rule) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new ToolUses(List.copyOf(more));
  }

  /** What holds for one tool: by type, and for types nobody named. */
  OfTool of(String tool) {
    Set<EntityType> named = new HashSet<>();
    rules.forEach(rule -> named.addAll(rule.types));
    Map<EntityType, PlaceholderUse> byType = new HashMap<>();
    named.forEach(type -> byType.put(type, best(rule -> rule.isFor(tool, type))));
    return new OfTool(
        Map.copyOf(byType), best(rule -> rule.types.isEmpty() && rule.tools.matches(tool)));
  }

  private PlaceholderUse best(Predicate<Rule> fits) {
    Rule best = null;
    for (Rule rule : rules) {
      if (fits.test(rule) && (best == null || !best.isBefore(rule))) {
        best = rule;
      }
    }
    return best == null ? PlaceholderUse.KEEP : best.use;
  }

  /** What holds for one tool. */
  record OfTool(Map<EntityType, PlaceholderUse> byType, PlaceholderUse otherwise) {
    PlaceholderUse of(EntityType type) {
      return byType.getOrDefault(type, otherwise);
    }
  }

  @Override
  public String toString() {
    return rules.stream().map(Rule::toString).collect(Collectors.joining(", "));
  }
}
