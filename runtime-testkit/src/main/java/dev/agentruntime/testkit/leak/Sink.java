package dev.agentruntime.testkit.leak;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A place where texts end up: a log, an audit file, a table. Immutable.
 *
 * @param name names it in findings
 * @param contents what is in it now; asked when the runs have ended. Texts, records, exceptions,
 *     messages, collections of those and so on: each is searched to its depths, whatever its {@code
 *     toString} shows
 */
public record Sink(String name, Supplier<? extends Iterable<?>> contents) {
  /** Checks the components. */
  public Sink {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("the name of a sink must not be blank");
    }
    Objects.requireNonNull(contents, "contents");
  }
}
