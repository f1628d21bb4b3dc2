package dev.agentruntime.middleware.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the key's path, such as {@code timeout.tools."restart_*"}; empty if it is the file as
 *     a whole
 * @param line the line it is on, from 1; empty if it is not known
 * @param message what is wrong, with the value and the bound; never a value from the environment
 */
public record ConfigurationProblem(String key, OptionalInt line, String message) {
  /** Checks the components. */
  public ConfigurationProblem {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(line, "line");
    Objects.requireNonNull(message, "message");
  }

  @Override
  public String toString() {
    String where = line.isPresent() ? "line " + line.getAsInt() + ": " : "";
    return where + (key.isEmpty() ? "" : key + " ") + message;
  }
}
