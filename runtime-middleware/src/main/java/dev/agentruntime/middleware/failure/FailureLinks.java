package dev.agentruntime.middleware.failure;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.middleware.failure.FailureGate.Pass;
import dev.agentruntime.middleware.failure.FailureGate.Shut;
import dev.agentruntime.middleware.failure.FailureGate.Vote;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The two phases at a tool's gate: a look before the human, the way through after. Stateless. */
final class FailureLinks {
  private final Slot<FailureGate> gates;

  FailureLinks(Slot<FailureGate> gates) {
    this.gates = gates;
  }

  /** Looks, takes nothing. */
  @Nullable ToolOutcome peek(ToolCall call) {
    FailureGate gate = gates.get(call);
    if (!gate.isInTrouble()) {
      return null;
    }
    Shut shut = gate.peek(call.run().time().nanoTime());
    return shut == null ? null : refused(shut);
  }

  /** Goes through and says how it went, also if it ends by an exception or an interrupt. */
  ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    FailureGate gate = gates.get(call);
    Pass pass = Pass.FREE;
    if (gate.isInTrouble()) {
      long now = call.run().time().nanoTime();
      pass = gate.pass(now);
      if (pass == Pass.REFUSED) {
        Shut shut = gate.peek(now);
        return refused(shut == null ? new Shut(0, 0) : shut);
      }
    }
    Vote vote = Vote.NONE;
    try {
      ToolOutcome outcome = next.handle(call);
      vote = vote(outcome);
      return outcome;
    } finally {
      if (vote == Vote.FAILURE || gate.isInTrouble()) {
        settle(call, gate, pass, vote);
      }
    }
  }

  private static void settle(ToolCall call, FailureGate gate, Pass pass, Vote vote) {
    int shutBy = gate.settle(pass, vote, call.run().time().nanoTime());
    if (shutBy > 0) {
      call.decided(FailureLimit.NAME, FailureLimit.SHUT_OFF, shutBy + " failures in a row");
    }
  }

  /** Only a tool that said no, broke down or took too long has failed. */
  private static Vote vote(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success _ -> Vote.SUCCESS;
      case ToolOutcome.ToolError _, ToolOutcome.InfrastructureError _, ToolOutcome.TimedOut _ ->
          Vote.FAILURE;
      case ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          Vote.NONE;
    };
  }

  private static ToolOutcome refused(Shut shut) {
    if (shut.nanosLeft() == 0) {
      return new ToolOutcome.Blocked(
          FailureLimit.NAME,
          FailureLimit.TRYING,
          "This tool has failed repeatedly, and another call is just trying whether it works again."
              + " Wait for that call's result, or go on without this tool.",
          null);
    }
    return new ToolOutcome.Blocked(
        FailureLimit.NAME,
        FailureLimit.TOO_MANY_FAILURES,
        "This tool has failed "
            + shut.failures()
            + " times in a row, so it is not called for a while. Go on without it, or answer with"
            + " what you have.",
        Duration.ofSeconds(wholeSeconds(shut.nanosLeft())));
  }

  private static long wholeSeconds(long nanos) {
    return Math.ceilDiv(nanos, Duration.ofSeconds(1).toNanos());
  }
}
