package dev.agentruntime.middleware;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What {@link Governance} does for one tool, row by row, outermost first. Immutable.
 *
 * @param tool the tool's name
 * @param rows every row there is, also those that are off
 */
public record GovernanceExplanation(String tool, List<Row> rows) {
  /** Checks and copies the components. */
  public GovernanceExplanation {
    Objects.requireNonNull(tool, "tool");
    rows = List.copyOf(rows);
  }

  /** What becomes of a row for a tool. */
  public enum State {
    /** Nobody asked for the layer. */
    OFF,
    /** The layer is on and has nothing to do for this tool; it costs it nothing. */
    NOT_APPLICABLE,
    /** The layer has links around this tool. */
    ON
  }

  /**
   * One row.
   *
   * @param layer which
   * @param state what becomes of it
   * @param settings the layer's settings, in its own words; empty if it is off
   * @param reason why it does not apply to the tool; empty if it is off or on, or does not say
   * @param links its links around the tool, each with its anchor and what it declares
   */
  public record Row(
      GovernanceLayer layer, State state, String settings, String reason, List<String> links) {
    /** Checks and copies the components. */
    public Row {
      Objects.requireNonNull(layer, "layer");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(settings, "settings");
      Objects.requireNonNull(reason, "reason");
      links = List.copyOf(links);
    }

    @Override
    public String toString() {
      return switch (state) {
        case OFF -> layer + ": off";
        case NOT_APPLICABLE ->
            layer
                + ": "
                + settings
                + " does not apply to this tool"
                + (reason.isEmpty() ? "" : ": " + reason);
        case ON -> layer + ": " + settings + " as " + String.join(", ", links);
      };
    }
  }

  /** One line for each row. */
  @Override
  public String toString() {
    return rows.stream().map(row -> "\n  " + row).collect(Collectors.joining("", tool, ""));
  }
}
