package dev.agentruntime.time;

import org.jspecify.annotations.Nullable;

/** Interrupts its owner when it fires. Confined to its owner. */
final class InterruptLimit extends TimeLimit {
  private final @Nullable TimeLimit enclosing;

  InterruptLimit(@Nullable TimeLimit enclosing) {
    this.enclosing = enclosing;
  }

  @Override
  boolean firesInline() {
    return true;
  }

  @Override
  void fire(TimeSource time, Thread owner) {
    time.interrupt(owner);
  }

  /** Not used, as {@link #fire} does it all. */
  @Override
  protected void onFire() {}

  /**
   * Takes the bit down and then looks whether it is still needed. In this order nothing is lost: an
   * enclosing limit that fires later sets the bit itself, and one that fired before is seen.
   */
  @Override
  void afterFired() {
    Thread.interrupted();
    for (TimeLimit outer = enclosing; outer != null; outer = outer.enclosing()) {
      if (outer.isOutstandingAfterFiring()) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  @Nullable TimeLimit enclosing() {
    return enclosing;
  }
}
