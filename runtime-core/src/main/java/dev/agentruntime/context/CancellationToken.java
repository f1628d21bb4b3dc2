package dev.agentruntime.context;

/**
 * A host's own stop signal, for hosts that run agents inside an engine with cancellation of its
 * own.
 *
 * <p>Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface CancellationToken {

  /**
   * Asks to be told when the host wants the run to stop. If it wants so already, the callback runs
   * at once.
   *
   * @param callback cancels the run; cheap, never throws, may be called more than once
   * @return ends the interest; closed when the run ends
   */
  Registration onCancel(Runnable callback);

  /** An interest in a token, ended by closing it. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
