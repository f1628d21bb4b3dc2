package dev.agentruntime.context;

/**
 * Carries a host's own thread-bound context (a logging MDC, a tracer's scope, a class loader) into
 * threads a scope starts.
 *
 * <p>{@link #capture()} runs on the thread that forks; what it returns runs on the child, around
 * the child's work. Both must be fast and must not throw. Implementations must be safe for use by
 * many threads.
 */
@FunctionalInterface
public interface ContextCarrier {

  /**
   * Takes a snapshot on the forking thread.
   *
   * @return installs the snapshot around a child's work
   */
  Snapshot capture();

  /** A captured context. */
  @FunctionalInterface
  interface Snapshot {
    /**
     * Runs the child's work with the captured context in place and removes it afterwards.
     *
     * @param work the child's work; must be run exactly once, on the calling thread
     */
    void around(Runnable work);
  }
}
