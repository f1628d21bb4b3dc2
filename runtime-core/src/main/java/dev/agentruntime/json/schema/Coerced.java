package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;

/**
 * What became of a value that was made to fit a schema. Immutable, but for the tree.
 *
 * @param value the value with the changes made; the very same object if there are none. Shares what
 *     did not change with the original, so neither may be changed any more
 * @param changes every change, in the order they were made
 * @param violations what is still wrong; empty if the value fits now
 */
public record Coerced(JsonNode value, List<Coercion> changes, List<Violation> violations) {
  /** Checks and copies the components. */
  public Coerced {
    Objects.requireNonNull(value, "value");
    changes = List.copyOf(changes);
    violations = List.copyOf(violations);
  }

  /**
   * Whether the value fits the schema now.
   *
   * @return true if nothing is wrong with it
   */
  public boolean isValid() {
    return violations.isEmpty();
  }

  /** Counts only: the value may hold secrets. */
  @Override
  public String toString() {
    return "Coerced(" + changes.size() + " changes, " + violations.size() + " violations)";
  }
}
