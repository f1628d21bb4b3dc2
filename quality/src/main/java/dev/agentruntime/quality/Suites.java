package dev.agentruntime.quality;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The suites there are. Stateless. */
final class Suites {
  private static final List<Supplier<Suite>> ALL =
      List.of(
          JsonSuite::new,
          LoopSuite::new,
          RedactionSuite::new,
          SecretSuite::new,
          InjectionSuite::new);

  private Suites() {}

  static Optional<Suite> named(String name) {
    return ALL.stream().map(Supplier::get).filter(suite -> suite.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(suite -> suite.get().name()).toList();
  }
}
