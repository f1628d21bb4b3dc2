package dev.agentruntime.middleware.breaker;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.internal.FromMemory;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The links around one tool: a look before a human is asked, the passage of each attempt with its
 * vote, and a watch around the limit on the call, which the attempt itself may not live to see.
 * Immutable; safe for use by many threads.
 */
final class Passage {
  private final Slot<Circuit> slot;
  private final Slot<Counted> counted;
  private final Slot<FromMemory> memory;
  private final CircuitTerms terms;
  private final TimeSource time;

  Passage(
      Slot<Circuit> slot,
      Slot<Counted> counted,
      Slot<FromMemory> memory,
      CircuitTerms terms,
      TimeSource time) {
    this.slot = slot;
    this.counted = counted;
    this.memory = memory;
    this.terms = terms;
    this.time = time;
  }

  /** The time-out of an attempt that has voted, so that the call's outcome does not vote again. */
  static final class Counted {
    @Nullable ToolOutcome outcome;
  }

  @Nullable ToolOutcome peek(ToolCall call) {
    Circuit circuit = slot.get(call);
    return circuit.ticketIfClosed() == Circuit.REFUSED && !FromMemory.answers(memory, call)
        ? refusal(circuit.refusedForNanos(time.nanoTime()))
        : null;
  }

  /** {@link ToolMiddleware#around} of each attempt. */
  ToolOutcome attempt(ToolCall call, ToolHandler next) throws InterruptedException {
    Circuit circuit = slot.get(call);
    long ticket = circuit.ticketIfClosed();
    if (ticket == Circuit.REFUSED) {
      ticket = circuit.admit(call.run(), call.callId(), time.nanoTime());
      if (ticket == Circuit.REFUSED) {
        ToolOutcome refusal = refusal(circuit.refusedForNanos(time.nanoTime()));
        return refusal == null ? refused("", null) : refusal;
      }
    }
    Vote vote = Vote.NONE;
    try {
      ToolOutcome outcome = next.handle(call);
      vote = Vote.of(outcome, terms.leastLimit());
      if (outcome instanceof ToolOutcome.TimedOut) {
        counted.get(call).outcome = outcome;
      }
      return outcome;
    } finally {
      if (vote != Vote.SUCCESS || !circuit.needsNoSuccess(ticket)) {
        tell(call, circuit.vote(ticket, vote, time.nanoTime()));
      }
    }
  }

  /** {@link ToolMiddleware#around} of the whole call. */
  ToolOutcome watch(ToolCall call, ToolHandler next) throws InterruptedException {
    Circuit circuit = slot.get(call);
    long ticket = circuit.ticketIfClosed();
    ToolOutcome outcome = next.handle(call);
    if (outcome instanceof ToolOutcome.TimedOut) {
      boolean isNew = !outcome.equals(counted.get(call).outcome);
      if (isNew && Vote.of(outcome, terms.leastLimit()) == Vote.FAILURE) {
        tell(call, circuit.timedOut(ticket, call.run(), call.callId(), time.nanoTime()));
      }
    } else if (outcome instanceof ToolOutcome.Blocked blocked
        && blocked.reasonCode().equals(CircuitBreaker.TOO_MANY_ABANDONED)) {
      tell(call, circuit.trip(time.nanoTime()));
    }
    return outcome;
  }

  private static @Nullable ToolOutcome refusal(long nanos) {
    if (nanos < 0) {
      return null;
    }
    // Whole seconds: a model reads them, and a second early is a call in vain.
    return nanos == 0
        ? refused(" and one call is finding out whether it works again", null)
        : refused("", Duration.ofSeconds(Math.ceilDiv(nanos, 1_000_000_000L)));
  }

  private static ToolOutcome refused(String more, @Nullable Duration wait) {
    return new ToolOutcome.Blocked(
        CircuitBreaker.NAME,
        CircuitBreaker.OPEN,
        "This tool is not called for now, since its last calls failed for technical reasons"
            + more
            + ". Go on without it.",
        wait);
  }

  private void tell(ToolCall call, Circuit.Change change) {
    switch (change) {
      case NONE -> {}
      case OPENED -> call.decided(CircuitBreaker.NAME, "opened", "for " + terms.openFor());
      case CLOSED -> call.decided(CircuitBreaker.NAME, "closed", "");
    }
  }
}
