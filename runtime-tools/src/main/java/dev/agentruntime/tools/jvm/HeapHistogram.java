package dev.agentruntime.tools.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The live objects of a JVM by class. Immutable.
 *
 * @param rows the classes, most bytes first
 * @param instances how many objects there are in all
 * @param bytes how many bytes they take in all, what they refer to not included
 */
public record HeapHistogram(List<Row> rows, long instances, long bytes) {
  private static final Pattern ROW =
      Pattern.compile("^\\s*\\d+:\\s+(?<count>\\d+)\\s+(?<bytes>\\d+)\\s+(?<name>\\S+).*$");
  private static final Pattern TOTAL =
      Pattern.compile("^Total\\s+(?<count>\\d+)\\s+(?<bytes>\\d+)\\s*$");

  /** Copies the list. */
  public HeapHistogram {
    rows = List.copyOf(rows);
  }

  /**
   * The objects of one class. Immutable.
   *
   * @param className the class in the JVM's notation, where {@code [B} is an array of bytes
   * @param instances how many there are
   * @param bytes how many bytes they take, what they refer to not included
   */
  public record Row(String className, long instances, long bytes) {}

  /** Reads the output of {@code GC.class_histogram}; lines of an unknown kind are passed over. */
  static HeapHistogram parse(String text) {
    List<Row> rows = new ArrayList<>();
    long instances = 0;
    long bytes = 0;
    for (String line : text.lines().toList()) {
      Matcher row = ROW.matcher(line);
      Matcher total = TOTAL.matcher(line);
      if (row.matches()) {
        rows.add(
            new Row(
                row.group("name"),
                Long.parseLong(row.group("count")),
                Long.parseLong(row.group("bytes"))));
      } else if (total.matches()) {
        instances = Long.parseLong(total.group("count"));
        bytes = Long.parseLong(total.group("bytes"));
      }
    }
    return new HeapHistogram(rows, instances, bytes);
  }
}
