package dev.agentruntime.chain;

import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import java.util.List;

/** What a runtime offers its layers, fresh for each test. */
final class FakeServices {
  private final RuntimeServices services =
      new RuntimeServices(
          TimeSource.system(), new SlotRegistry(), new StragglerRegistry(), List.of());

  RuntimeServices get() {
    return services;
  }
}
