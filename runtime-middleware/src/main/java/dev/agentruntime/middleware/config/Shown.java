package dev.agentruntime.middleware.config;

import java.time.Duration;
import java.util.Locale;

/** Default values as they are written in a file. */
final class Shown {
  private Shown() {}

  static String of(Object value) {
    return value instanceof Duration time
        ? '"' + time.toString().substring("PT".length()).toLowerCase(Locale.ROOT) + '"'
        : value.toString();
  }
}
