package dev.agentruntime.json.schema;

import dev.agentruntime.json.schema.Violation.Code;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one value. Confined to one thread. */
final class Report {
  private final List<Violation> violations = new ArrayList<>();
  private int steps = Rule.MAX_STEPS;

  /** Takes a step; false if there are none left. */
  boolean step() {
    return steps-- > 0;
  }

  /** Steps left for looking at parts without telling of them. */
  int steps() {
    return steps;
  }

  void spent(int left) {
    steps = left;
  }

  void add(Path path, Code code, String problem) {
    Violation violation = new Violation(path.toString(), code, problem);
    if (!full() && !violations.contains(violation)) {
      violations.add(violation);
    }
  }

  /** Whether looking further would find nothing that is told. */
  boolean full() {
    return violations.size() >= JsonSchema.MAX_VIOLATIONS;
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
