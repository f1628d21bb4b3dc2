package dev.agentruntime.internal.run;

import dev.agentruntime.time.TimeLimit;

/**
 * A run's deadline with the watchdog, and thereby its entry in the register of live runs. Owner
 * thread only, but for firing.
 */
final class RunDeadline extends TimeLimit {
  final RunState run;

  RunDeadline(RunState run) {
    this.run = run;
  }

  @Override
  protected void onFire() {
    run.core().live().fired(run);
  }
}
