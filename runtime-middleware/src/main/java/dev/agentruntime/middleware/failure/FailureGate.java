package dev.agentruntime.middleware.failure;

import org.jspecify.annotations.Nullable;

/**
 * Whether one tool may be called in one run: shut after so many failures in a row; after a time one
 * call is let through to try, and what becomes of it opens the gate or shuts it for the same time
 * again. Decides by the times it is told; has no clock.
 *
 * <p>Safe for use by many threads. Of a gate that was never in trouble nothing is locked.
 */
final class FailureGate {
  /** How a call came through. */
  enum Pass {
    /** The gate was open. */
    FREE,
    /** Alone, to try; must be {@linkplain #settle settled}, whatever happens. */
    PROBE,
    /** It did not. */
    REFUSED
  }

  /** What the end of a call says of the tool. */
  enum Vote {
    SUCCESS,
    FAILURE,
    /** Nothing. */
    NONE
  }

  /**
   * Why a call is not let through.
   *
   * @param failures how many there were in a row
   * @param nanosLeft how long the gate stays shut; 0 if another call is trying just now
   */
  record Shut(int failures, long nanosLeft) {}

  private final int limit;
  private final long coolDownNanos;

  /** Written under this object's lock; 0 while all is well, which is read without it. */
  private volatile int failures;

  // Guarded by this object's lock.
  private boolean shut;
  private long shutUntil;
  private boolean probing;

  FailureGate(int limit, long coolDownNanos) {
    this.limit = limit;
    this.coolDownNanos = coolDownNanos;
  }

  /** Whether there is anything to ask the gate about; if not, no time need be read. */
  boolean isInTrouble() {
    return failures > 0;
  }

  /** Why a call would not be let through now, or null. Changes nothing. */
  synchronized @Nullable Shut peek(long now) {
    if (!shut) {
      return null;
    }
    long left = shutUntil - now;
    return left > 0 || probing ? new Shut(failures, Math.max(left, 0)) : null;
  }

  synchronized Pass pass(long now) {
    if (!shut) {
      return Pass.FREE;
    }
    if (probing || shutUntil - now > 0) {
      return Pass.REFUSED;
    }
    probing = true;
    return Pass.PROBE;
  }

  /**
   * Says how a call ended. Of calls that came through while the gate was open nothing counts once
   * it is shut.
   *
   * @return how many failures in a row have shut the gate just now; 0 if they have not
   */
  synchronized int settle(Pass pass, Vote vote, long now) {
    return switch (pass) {
      case REFUSED -> 0;
      case FREE -> shut ? 0 : count(vote, now);
      case PROBE -> {
        probing = false;
        yield count(vote, now);
      }
    };
  }

  private int count(Vote vote, long now) {
    return switch (vote) {
      case NONE -> 0;
      case SUCCESS -> {
        failures = 0;
        shut = false;
        yield 0;
      }
      case FAILURE -> {
        int inARow = failures + 1;
        failures = inARow;
        if (inARow < limit) {
          yield 0;
        }
        shut = true;
        shutUntil = now + coolDownNanos;
        yield inARow;
      }
    };
  }

  @Override
  public synchronized String toString() {
    return "FailureGate(" + failures + " of " + limit + (shut ? ", shut)" : ")");
  }
}
