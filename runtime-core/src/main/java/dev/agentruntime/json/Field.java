package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;

/**
 * One part of the value of a text, for hosts that want a field and not a type. Immutable, but for
 * the tree.
 *
 * @param node the part
 * @param changes the changes that made it what it is: those inside it, and those of the text as a
 *     whole if its place in the text is not known. What was changed elsewhere is not here
 */
public record Field(JsonNode node, List<Change> changes) {

  /** Checks and copies the components. */
  public Field {
    Objects.requireNonNull(node, "node");
    changes = List.copyOf(changes);
  }

  /**
   * Whether a repair had a part in it. If not, the part stands in the text as it is, however much
   * was changed around it.
   *
   * @return true if something in it was changed
   */
  public boolean isTouched() {
    return !changes.isEmpty();
  }

  /** The changes, not the value. */
  @Override
  public String toString() {
    return "Field(" + changes + ")";
  }
}
