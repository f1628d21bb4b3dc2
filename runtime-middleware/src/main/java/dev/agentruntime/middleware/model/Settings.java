package dev.agentruntime.middleware.model;

import java.time.Duration;
import java.util.Objects;

/** Refuses settings that make no sense, naming key, value and bound. Stateless. */
final class Settings {
  private Settings() {}

  static Duration positive(String key, Duration value) {
    if (!Objects.requireNonNull(value, key).isPositive()) {
      throw new IllegalArgumentException(key + " must be positive, was " + value);
    }
    return value;
  }

  static Duration notNegative(String key, Duration value) {
    if (Objects.requireNonNull(value, key).isNegative()) {
      throw new IllegalArgumentException(key + " must not be negative, was " + value);
    }
    return value;
  }

  static int atLeast(int least, String key, int value) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
    return value;
  }
}
