package dev.agentruntime.middleware.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where in the arguments a condition looks: a JSON pointer in which a part {@code *} stands for
 * every element of an array and every member of an object. An array at the end is looked into as
 * well. Immutable.
 */
final class ArgumentPath {
  private static final String EACH = "*";

  private final String pointer;
  private final List<String> parts;

  private ArgumentPath(String pointer, List<String> parts) {
    this.pointer = pointer;
    this.parts = parts;
  }

  static ArgumentPath of(String pointer) {
    if (!Objects.requireNonNull(pointer, "pointer").startsWith("/") || pointer.length() < 2) {
      throw new IllegalArgumentException(
          "a pointer into arguments must begin with '/' and name one, was '" + pointer + "'");
    }
    List<String> parts = new ArrayList<>();
    for (String part : pointer.substring(1).split("/", -1)) {
      parts.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return new ArgumentPath(pointer, List.copyOf(parts));
  }

  /** The argument it begins with; {@code *} for any. */
  String argument() {
    return parts.getFirst();
  }

  boolean beginsAnywhere() {
    return argument().equals(EACH);
  }

  /**
   * Whether a condition holds of the values there are.
   *
   * @param condition asks one value
   * @param everyOne true if it must hold of every value, false if of any
   * @return no if there is no value at all
   */
  Truth test(JsonNode arguments, ArgumentCondition condition, boolean everyOne) {
    Tally tally = new Tally(condition, everyOne);
    walk(arguments, 0, tally);
    return tally.truth();
  }

  private void walk(JsonNode node, int part, Tally tally) {
    if (node.isMissingNode() || node.isNull()) {
      return;
    }
    if (part == parts.size()) {
      if (node.isArray()) {
        for (JsonNode element : node) {
          walk(element, part, tally);
        }
      } else {
        tally.add(node);
      }
      return;
    }
    String name = parts.get(part);
    if (name.equals(EACH)) {
      for (JsonNode child : node) {
        walk(child, part + 1, tally);
      }
    } else if (node.isArray()) {
      walk(node.path(index(name)), part + 1, tally);
    } else {
      walk(node.path(name), part + 1, tally);
    }
  }

  /** An array's elements are found by digits alone, as JSON pointers say. */
  private static int index(String name) {
    boolean digits = name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && (name.equals("0") || !name.startsWith("0")) && !name.isEmpty()
        ? Integer.parseInt(name)
        : Integer.MAX_VALUE;
  }

  @Override
  public String toString() {
    return pointer;
  }

  /** Adds up what the values say. Confined to one test. */
  private static final class Tally {
    private final ArgumentCondition condition;
    private final boolean everyOne;
    private int yes;
    private int no;
    private int undecidable;

    Tally(ArgumentCondition condition, boolean everyOne) {
      this.condition = condition;
      this.everyOne = everyOne;
    }

    void add(JsonNode value) {
      switch (condition.ofValue(value)) {
        case YES -> yes++;
        case NO -> no++;
        case UNDECIDABLE -> undecidable++;
      }
    }

    Truth truth() {
      if (yes + no + undecidable == 0) {
        return condition.ofNothing();
      }
      boolean settled = everyOne ? no > 0 : yes > 0;
      if (settled) {
        return Truth.of(!everyOne);
      }
      return undecidable > 0 ? Truth.UNDECIDABLE : Truth.of(everyOne);
    }
  }
}
