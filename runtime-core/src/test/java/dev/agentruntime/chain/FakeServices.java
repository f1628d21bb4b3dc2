package dev.agentruntime.chain;

import dev.agentruntime.time.TimeSource;

/** What a runtime offers its layers, fresh for each test. */
final class FakeServices {
  private final RuntimeServices services = new RuntimeServices(TimeSource.system(), new SlotRegistry());

  RuntimeServices get() {
    return services;
  }
}
