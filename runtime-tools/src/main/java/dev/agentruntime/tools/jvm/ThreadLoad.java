package dev.agentruntime.tools.jvm;

import java.time.Duration;

/**
 * How busy one thread was over a time. Immutable.
 *
 * @param thread the thread as it was at the end
 * @param cpu how much processor time it used
 * @param over how long was looked
 */
public record ThreadLoad(DumpedThread thread, Duration cpu, Duration over) {

  /**
   * The processor time as a part of the whole time.
   *
   * @return about 0 to 1; 1 means that it kept one processor busy
   */
  public double share() {
    return over.isZero() ? 0 : (double) cpu.toNanos() / over.toNanos();
  }
}
