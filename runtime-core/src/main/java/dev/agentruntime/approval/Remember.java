package dev.agentruntime.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * For which later calls an approval is to be remembered: same tool, arguments as the conditions
 * say, within a scope, so many times, for so long. Immutable.
 *
 * @param scope how far it reaches
 * @param conditions what the arguments have to be; one that no condition is about is not covered
 * @param maxUses how many calls it covers, {@value #MOST_USES} at most
 * @param lifetime how long, 30 days at most
 */
public record Remember(
    GrantScope scope, List<ArgumentCondition> conditions, int maxUses, Duration lifetime) {
  /** A person who lets more pass than this should change the policy instead. */
  public static final int MOST_USES = 1_000;

  /** What was right a month ago has to be said again. */
  public static final Duration LONGEST_LIFETIME = Duration.ofDays(30);

  /** Checks and copies the components. */
  public Remember {
    Objects.requireNonNull(scope, "scope");
    conditions = List.copyOf(conditions);
    if (maxUses < 1 || maxUses > MOST_USES) {
      throw new IllegalArgumentException(
          "maxUses must be between 1 and " + MOST_USES + ", was " + maxUses);
    }
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "lifetime must be more than zero and at most " + LONGEST_LIFETIME + ", was " + lifetime);
    }
  }

  /**
   * Whether it covers a call with these arguments.
   *
   * @param arguments all arguments
   * @return true if every condition holds and every value is within a place that has one
   */
  public boolean covers(ObjectNode arguments) {
    for (ArgumentCondition condition : conditions) {
      if (!condition.holds(arguments.at(condition.pointer()))) {
        return false;
      }
    }
    return isConditioned("", arguments);
  }

  private boolean isConditioned(String pointer, JsonNode value) {
    if (conditions.stream().anyMatch(condition -> condition.pointer().equals(pointer))) {
      return true;
    }
    if (value.isArray() && !value.isEmpty()) {
      for (int i = 0; i < value.size(); i++) {
        if (!isConditioned(pointer + "/" + i, value.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (value.isObject() && (pointer.isEmpty() || !value.isEmpty())) {
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        String name = property.getKey().replace("~", "~0").replace("/", "~1");
        if (!isConditioned(pointer + "/" + name, property.getValue())) {
          return false;
        }
      }
      return true;
    }
    return false;
  }
}
