package dev.agentruntime.middleware.audit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far a call has come. The thread of the call and one that had to be left behind may both tell
 * of it, so each step is one atomic operation; a step also publishes what was written before it.
 */
class CallProgress {
  private static final int ENDED = 1 << 31;
  private static final int COMPLETED = 1 << 30;
  private static final int INTENDED = 1 << 29;
  private static final int RESUMED = 1 << 28;
  private static final int ATTEMPTS = RESUMED - 1;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(CallProgress.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // through STATE
  private int state;

  /** The call was suspended before and goes on. Before anything else. */
  final void resumed() {
    STATE.setRelease(this, RESUMED);
  }

  final boolean isResumed() {
    return (read() & RESUMED) != 0;
  }

  /** The arguments are final. Before any attempt, so nobody else can tell anything meanwhile. */
  final void intended() {
    STATE.setRelease(this, read() | INTENDED);
  }

  final boolean isIntended() {
    return (read() & INTENDED) != 0;
  }

  /**
   * An attempt begins.
   *
   * @return false if the call has ended: whoever asks was left behind and must not begin anything
   */
  final boolean begins() {
    int now = read();
    while ((now & ENDED) == 0) {
      int seen = (int) STATE.compareAndExchange(this, now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  /** An attempt that was announced did not begin after all. */
  final void didNotBegin() {
    STATE.getAndAdd(this, -1);
  }

  /** The call ends; how many attempts were begun. No more will be. */
  final int ends() {
    return (int) STATE.getAndBitwiseOr(this, ENDED) & ATTEMPTS;
  }

  /** All there is to say of the end has been written. After the end, so nothing else changes. */
  final void completed() {
    STATE.setRelease(this, read() | COMPLETED);
  }

  final boolean isCompleted() {
    return (read() & COMPLETED) != 0;
  }

  final int attempts() {
    return read() & ATTEMPTS;
  }

  private int read() {
    return (int) STATE.getAcquire(this);
  }
}
