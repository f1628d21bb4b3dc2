package dev.agentruntime.middleware.policy;

import dev.agentruntime.middleware.pattern.NamePattern;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How closely a rule describes a call, to be compared part by part in the order of the components.
 * The more specific one is greater. Immutable.
 *
 * @param tool the tool pattern that matches, or null if the rule speaks of every tool
 * @param conditions how many conditions on arguments it has
 * @param traits how many traits it names
 * @param callers how closely it says who calls: principal before tenant before agent
 */
record Specificity(@Nullable NamePattern tool, int conditions, int traits, List<Integer> callers)
    implements Comparable<Specificity> {
  private static final Comparator<@Nullable NamePattern> PATTERNS =
      Comparator.nullsFirst(Comparator.naturalOrder());
  private static final int ANYBODY = 0;
  private static final int SOME_KIND = 1;
  private static final int BY_NAME = 2;

  static @Nullable NamePattern mostSpecific(List<NamePattern> patterns, String name) {
    return patterns.stream()
        .filter(pattern -> pattern.matches(name))
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  static List<Integer> callers(
      List<NamePattern> principals, List<NamePattern> tenants, List<NamePattern> agents) {
    return List.of(closeness(principals), closeness(tenants), closeness(agents));
  }

  private static int closeness(List<NamePattern> patterns) {
    if (patterns.isEmpty()) {
      return ANYBODY;
    }
    return patterns.stream().allMatch(NamePattern::isExact) ? BY_NAME : SOME_KIND;
  }

  @Override
  public int compareTo(Specificity other) {
    int byTool = PATTERNS.compare(tool, other.tool);
    if (byTool != 0) {
      return byTool;
    }
    int byConditions = Integer.compare(conditions, other.conditions);
    if (byConditions != 0) {
      return byConditions;
    }
    int byTraits = Integer.compare(traits, other.traits);
    if (byTraits != 0) {
      return byTraits;
    }
    for (int i = 0; i < callers.size(); i++) {
      int byCaller = Integer.compare(callers.get(i), other.callers.get(i));
      if (byCaller != 0) {
        return byCaller;
      }
    }
    return 0;
  }
}
