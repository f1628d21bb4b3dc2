package dev.agentruntime.middleware.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Names of constants as a file writes them: {@code READ_ONLY} is {@code "read-only"}. */
final class Choices {
  private Choices() {}

  @SafeVarargs
  static <E extends Enum<E>> ValueType<E> of(E... constants) {
    Map<String, E> choices = new TreeMap<>();
    for (E constant : constants) {
      choices.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return ValueType.oneOf(choices);
  }
}
