package dev.agentruntime.run;

import dev.agentruntime.context.Progress;

/**
 * A host's sign of life: called at intervals while a run goes on, from a thread of the run's own,
 * also while a tool or the model blocks. If it throws, the host wants the run to stop: the run is
 * cancelled with the exception as its cause.
 */
@FunctionalInterface
public interface Heartbeat {

  /**
   * The run is alive.
   *
   * @param progress how far it has come
   * @throws Exception to stop the run
   */
  void beat(Progress progress) throws Exception;
}
