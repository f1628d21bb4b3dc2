package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.List;

/** The clocks a test can run on. */
enum Clock {
  REAL {
    @Override
    Rig rig() {
      TrackedTime time = TrackedTime.system();
      return new Rig(
          time,
          () -> {
            assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(30)));
            assertEquals(List.of(), time.uncaught());
          });
    }
  },
  VIRTUAL {
    @Override
    Rig rig() {
      VirtualTime time = VirtualTime.auto();
      return new Rig(time, time::close);
    }
  };

  /**
   * A clock whose threads have to be gone, without anything having escaped them, when it is closed.
   */
  abstract Rig rig();

  /** A clock for the length of one test. */
  record Rig(TimeSource time, Runnable check) implements AutoCloseable {
    @Override
    public void close() {
      check.run();
    }
  }
}
