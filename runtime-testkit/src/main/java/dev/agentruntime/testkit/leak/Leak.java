package dev.agentruntime.testkit.leak;

import java.util.Objects;

/**
 * A value was found where it must not be. Holds nothing of the value. Immutable.
 *
 * @param sink where
 * @param form how it was written
 * @param type what it is
 * @param entry in which of the sink's entries, counted from 1
 */
public record Leak(String sink, Form form, String type, int entry) {
  /** Checks the components. */
  public Leak {
    Objects.requireNonNull(sink, "sink");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(type, "type");
  }

  @Override
  public String toString() {
    return sink + ": " + type + " " + form + " (entry " + entry + ")";
  }
}
