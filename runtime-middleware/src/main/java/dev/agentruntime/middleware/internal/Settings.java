package dev.agentruntime.middleware.internal;

import java.time.Duration;
import java.util.Objects;

/** Refuses settings that make no sense, naming key, value and bound. Stateless. */
public final class Settings {
  private Settings() {}

  /**
   * More than zero.
   *
   * @param key the setting's name in the message
   * @param value what was set
   * @return the value
   * @throws IllegalArgumentException if it is out of bounds
   */
  public static Duration positive(String key, Duration value) {
    if (!Objects.requireNonNull(value, key).isPositive()) {
      throw new IllegalArgumentException(key + " must be positive, was " + value);
    }
    return value;
  }

  /**
   * Zero or more.
   *
   * @param key the setting's name in the message
   * @param value what was set
   * @return the value
   * @throws IllegalArgumentException if it is out of bounds
   */
  public static Duration notNegative(String key, Duration value) {
    if (Objects.requireNonNull(value, key).isNegative()) {
      throw new IllegalArgumentException(key + " must not be negative, was " + value);
    }
    return value;
  }

  /**
   * At least a bound.
   *
   * @param least the bound
   * @param key the setting's name in the message
   * @param value what was set
   * @return the value
   * @throws IllegalArgumentException if it is out of bounds
   */
  public static int atLeast(int least, String key, int value) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
    return value;
  }
}
