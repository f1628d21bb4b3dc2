package dev.agentruntime.testkit.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An ordered record of what happened, for tests of order: links, tools and listeners mark it, the
 * test compares.
 *
 * <p>Safe for use by many threads; marks of different threads stand in the order in which they were
 * made.
 */
public final class Trail {
  /** Guarded by its own lock. */
  private final List<String> marks = new ArrayList<>();

  /** Makes an empty trail. */
  public Trail() {}

  /**
   * Leaves a mark.
   *
   * @param mark what happened
   */
  public void mark(String mark) {
    synchronized (marks) {
      marks.add(Objects.requireNonNull(mark, "mark"));
    }
  }

  /**
   * The marks so far.
   *
   * @return a snapshot, oldest first
   */
  public List<String> marks() {
    synchronized (marks) {
      return List.copyOf(marks);
    }
  }

  /**
   * Fails unless the marks are exactly these.
   *
   * @param expected the marks, oldest first
   * @throws AssertionError if they are not
   */
  public void assertIs(String... expected) {
    List<String> actual = marks();
    if (!actual.equals(Arrays.asList(expected))) {
      throw new AssertionError(
          "expected the trail " + Arrays.toString(expected) + ", was " + actual);
    }
  }

  /**
   * Fails unless these marks were made in this order, whatever was marked in between.
   *
   * @param expected the marks, oldest first
   * @throws AssertionError if one of them is missing or too early
   */
  public void assertInOrder(String... expected) {
    List<String> actual = marks();
    int from = 0;
    for (String mark : expected) {
      int at = actual.subList(from, actual.size()).indexOf(mark);
      if (at < 0) {
        String where = from == 0 ? "" : " after '" + actual.get(from - 1) + "'";
        throw new AssertionError(
            "expected '" + mark + "'" + where + " in the trail, was " + actual);
      }
      from += at + 1;
    }
  }

  @Override
  public String toString() {
    return "Trail" + marks();
  }
}
