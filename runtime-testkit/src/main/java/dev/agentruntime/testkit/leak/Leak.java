package dev.agentruntime.testkit.leak;

import java.util.Objects;

/**
 * A value was found where it must not be. Holds nothing of the value. Immutable.
 *
 * @param sink where
 * @param form how it was written
 * @param type what it is
 * @param entry in which of the sink's entries, counted from 1
 * @param thing the simple name of that entry's class
 */
public record Leak(String sink, Form form, String type, int entry, String thing) {
  /** Checks the components. */
  public Leak {
    Objects.requireNonNull(sink, "sink");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(thing, "thing");
  }

  @Override
  public String toString() {
    return sink + ": " + type + " " + form + " (entry " + entry + ", a " + thing + ")";
  }
}
