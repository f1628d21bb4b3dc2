package dev.agentruntime.chain;

import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.util.List;

/** What a runtime offers its layers, fresh for each test. */
final class FakeServices {
  private final RuntimeServices services =
      new RuntimeServices(
          TimeSource.system(),
          new SlotRegistry(),
          new Watchdog("watchdog", TimeSource.system()),
          new StragglerRegistry(),
          List.of());

  RuntimeServices get() {
    return services;
  }
}
