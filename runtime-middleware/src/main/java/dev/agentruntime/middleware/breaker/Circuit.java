package dev.agentruntime.middleware.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.Serial;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One circuit. Counting votes and moving between closed, open and half-open is Resilience4j's; here
 * is what it leaves to its callers: a call votes only in the state it was let through in, there is
 * one probe at a time and a lost one is replaced, and time is a number handed in.
 *
 * <p>While it is closed and nothing has failed lately, letting a call through and counting its
 * success read two fields and change none. Otherwise one lock, held for no foreign code. Safe for
 * use by many threads.
 */
final class Circuit {
  /** What a vote or a trip did to the circuit. */
  enum Change {
    /** Nothing. */
    NONE,
    /** Nobody is let through from now on. */
    OPENED,
    /** Everybody is let through again. */
    CLOSED
  }

  /** No ticket: the call is not let through. */
  static final long REFUSED = -1;

  private static final int CLOSED = 0;
  private static final int OPEN = 1;
  private static final int HALF_OPEN = 2;

  /** The low bits of an era are the state, the others count the changes of state. */
  private static final int STATE_BITS = 2;

  private static final long STATE_MASK = (1L << STATE_BITS) - 1;

  private final CircuitTerms terms;
  private final CircuitBreaker machine;
  private final ToolFailed toolFailed = new ToolFailed();

  /** The ticket of whoever is let through now. Written with the lock held. */
  private volatile long era = CLOSED;

  /** Whether the window holds successes only. Written with the lock held. */
  private volatile boolean clean = true;

  // Guarded by this.
  private int successesInARow;
  private long openUntilNanos;
  private boolean probing;
  private long probeSinceNanos;
  private @Nullable Object probeRun;
  private String probeCall = "";

  Circuit(String name, CircuitTerms terms, Clock clock) {
    this.terms = terms;
    this.machine =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindow(terms.ofLast(), terms.ofLast(), SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(terms.failures() * 100.0f / terms.ofLast())
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .build());
    fillWindow();
  }

  /** A ticket if the circuit is closed, without changing anything; else {@link #REFUSED}. */
  long ticketIfClosed() {
    long now = era;
    return stateOf(now) == CLOSED ? now : REFUSED;
  }

  /**
   * A ticket to vote with, or {@link #REFUSED}.
   *
   * @param run with the call's id, who asks, should the call become the probe
   */
  synchronized long admit(Object run, String callId, long nowNanos) {
    if (stateOf(era) == OPEN && nowNanos - openUntilNanos >= 0) {
      machine.transitionToHalfOpenState();
      enter(HALF_OPEN, nowNanos);
    }
    return switch (stateOf(era)) {
      case CLOSED -> era;
      case HALF_OPEN -> admitProbe(run, callId, nowNanos);
      default -> REFUSED;
    };
  }

  private long admitProbe(Object run, String callId, long nowNanos) {
    if (probing && nowNanos - probeSinceNanos >= terms.openNanos()) {
      // Its thread may be one that never ends. Should it come back, its ticket is of another era.
      machine.releasePermission();
      enter(HALF_OPEN, nowNanos);
    }
    if (!machine.tryAcquirePermission()) {
      return REFUSED;
    }
    probing = true;
    probeSinceNanos = nowNanos;
    probeRun = run;
    probeCall = callId;
    return era;
  }

  /** Whether a success with this ticket would change nothing, so that it need not be told. */
  boolean needsNoSuccess(long ticket) {
    return clean && ticket == era && stateOf(ticket) == CLOSED;
  }

  /** Counts a vote, or gives back a probe that has none. */
  synchronized Change vote(long ticket, Vote vote, long nowNanos) {
    if (ticket != era) {
      return Change.NONE;
    }
    boolean half = stateOf(era) == HALF_OPEN;
    switch (vote) {
      case SUCCESS -> succeeded();
      case FAILURE -> failed();
      case NONE -> {
        if (half) {
          machine.releasePermission();
        }
      }
    }
    if (half) {
      probing = false;
    }
    return follow(nowNanos);
  }

  /**
   * A limit around everything ended a call that was let through, or may have been, and left it no
   * time to vote, or to come back at all.
   *
   * @param ticket what {@link #ticketIfClosed()} said before the call
   */
  synchronized Change timedOut(long ticket, Object run, String callId, long nowNanos) {
    boolean asOrdinary = ticket == era && stateOf(era) == CLOSED;
    boolean asProbe = stateOf(era) == HALF_OPEN && run.equals(probeRun) && callId.equals(probeCall);
    if (asOrdinary || asProbe) {
      failed();
    }
    return follow(nowNanos);
  }

  /** Opens the circuit, or keeps it open for another while. */
  synchronized Change trip(long nowNanos) {
    if (stateOf(era) == OPEN) {
      openUntilNanos = nowNanos + terms.openNanos();
      return Change.NONE;
    }
    machine.transitionToOpenState();
    return follow(nowNanos);
  }

  /**
   * How long nobody is let through, as far as it is known: zero while a probe is out, negative if a
   * call would be let through now.
   */
  synchronized long refusedForNanos(long nowNanos) {
    return switch (stateOf(era)) {
      case OPEN -> openUntilNanos - nowNanos > 0 ? openUntilNanos - nowNanos : -1;
      case HALF_OPEN -> probing && nowNanos - probeSinceNanos < terms.openNanos() ? 0 : -1;
      default -> -1;
    };
  }

  private void succeeded() {
    if (!clean || stateOf(era) == HALF_OPEN) {
      machine.onSuccess(0, TimeUnit.NANOSECONDS);
      successesInARow++;
      clean = successesInARow >= terms.ofLast();
    }
  }

  private void failed() {
    clean = false;
    successesInARow = 0;
    machine.onError(0, TimeUnit.NANOSECONDS, toolFailed);
  }

  /** Takes over the state that the machine has moved to, if it has. */
  private Change follow(long nowNanos) {
    int state =
        switch (machine.getState()) {
          case CLOSED, DISABLED, METRICS_ONLY -> CLOSED;
          case HALF_OPEN -> HALF_OPEN;
          case OPEN, FORCED_OPEN -> OPEN;
        };
    if (state == stateOf(era)) {
      return Change.NONE;
    }
    enter(state, nowNanos);
    return state == OPEN ? Change.OPENED : Change.CLOSED;
  }

  private void enter(int state, long nowNanos) {
    probing = false;
    probeRun = null;
    if (state == OPEN) {
      openUntilNanos = nowNanos + terms.openNanos();
    }
    if (state == CLOSED) {
      fillWindow();
      clean = true;
    }
    era = ((era >> STATE_BITS) + 1) << STATE_BITS | state;
  }

  /**
   * With a window that begins full of successes, "so many failures among the last so many votes"
   * holds from the first vote on.
   */
  private void fillWindow() {
    for (int i = 0; i < terms.ofLast(); i++) {
      machine.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  private static int stateOf(long era) {
    return (int) (era & STATE_MASK);
  }

  @Override
  public String toString() {
    return "Circuit(" + machine.getName() + ", " + machine.getState() + ")";
  }

  /** Stands for whatever a tool threw: that may hold secrets, and is logged by the machine. */
  private static final class ToolFailed extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private ToolFailed() {
      super("a tool failed", null, false, false);
    }
  }
}
