package dev.agentruntime.internal.run;

import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.session.SessionStore;
import java.util.Objects;

/**
 * Where a runtime keeps its sessions, and how. Immutable but for who is in the queue.
 *
 * @param store keeps them
 * @param options what the host said
 * @param queue which run has which session
 */
public record SessionSetup(SessionStore store, SessionOptions options, SessionQueue queue) {
  /** Checks the components. */
  public SessionSetup {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(queue, "queue");
  }
}
