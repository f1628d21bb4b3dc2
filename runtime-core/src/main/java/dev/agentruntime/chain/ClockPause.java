package dev.agentruntime.chain;

/**
 * A time in which the clock of a run stands still, since somebody outside the run is waited for.
 * Made by {@link RunFrame#pauseClock()}; to be closed once, in a {@code finally}.
 */
@FunctionalInterface
public interface ClockPause extends AutoCloseable {

  /** The waiting is over: the clock runs again, unless another call of the run still waits. */
  @Override
  void close();
}
