package dev.agentruntime.middleware.model;

import dev.agentruntime.scope.AbandonedTask;
import java.io.Serial;

/**
 * The thread was interrupted while it waited for a call that had to be left behind; tells the
 * permit's holder on the way out that the permit is still in use.
 */
final class AbandonedInterrupt extends InterruptedException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient AbandonedTask task;

  AbandonedInterrupt(InterruptedException interrupt, AbandonedTask task) {
    super("interrupted; the model call was left behind");
    initCause(interrupt);
    this.task = task;
  }

  AbandonedTask task() {
    return task;
  }
}
