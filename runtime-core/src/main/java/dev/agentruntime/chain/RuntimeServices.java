package dev.agentruntime.chain;

import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.util.List;
import java.util.Objects;

/**
 * What a runtime offers its layers. Made by the runtime; immutable, its parts are safe for use by
 * many threads.
 *
 * @param time clocks, waits and threads
 * @param slots hands out places for state
 * @param watchdog keeps time limits; one thread, started when the first limit needs it
 * @param stragglers the record of work that had to be left behind
 * @param carriers carry the host's context into threads started for a call
 */
public record RuntimeServices(
    TimeSource time,
    SlotRegistry slots,
    Watchdog watchdog,
    StragglerRegistry stragglers,
    List<ContextCarrier> carriers) {
  /** Checks and copies the components. */
  public RuntimeServices {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(slots, "slots");
    Objects.requireNonNull(watchdog, "watchdog");
    Objects.requireNonNull(stragglers, "stragglers");
    carriers = List.copyOf(carriers);
  }
}
