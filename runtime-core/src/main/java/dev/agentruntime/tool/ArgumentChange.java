package dev.agentruntime.tool;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One difference between the arguments a model sent and those a tool gets. Holds no part of either.
 * Immutable.
 *
 * @param code what was changed: a stable, low-cardinality name, lower-case words joined by '_'
 * @param place where: "character 12" of the text, or a JSON pointer
 */
public record ArgumentChange(String code, String place) {
  /** Checks the components. */
  public ArgumentChange {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(place, "place");
  }

  /**
   * Several changes in a line, for people and models.
   *
   * @param changes the changes
   * @param max how many are told; of more, the number is
   * @return such as "fence at character 0, text to number at /limit"
   */
  public static String list(List<ArgumentChange> changes, int max) {
    String list =
        changes.stream().limit(max).map(ArgumentChange::toString).collect(Collectors.joining(", "));
    return changes.size() <= max ? list : list + " and " + (changes.size() - max) + " more";
  }

  @Override
  public String toString() {
    String words = code.replace('_', ' ');
    return place.isEmpty() ? words : words + " at " + place;
  }
}
