package dev.agentruntime.event;

/**
 * Is told what happens in runs.
 *
 * <p>Called on the thread where the event arises, with no lock of the library held; it should be
 * quick, since the run waits for it. If it throws, the exception is counted and logged once, and
 * the run goes on unchanged. Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface RunListener {

  /**
   * Something happened.
   *
   * @param event what
   */
  void onEvent(RunEvent event);
}
