package dev.agentruntime.internal.run;

import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;

/**
 * The innermost step: runs the tool and turns whatever it throws into a typed outcome, at the
 * source. An interrupt passes on as {@link InterruptedException}, also when the tool wrapped or
 * swallowed it; errors of the virtual machine pass on as they are. Immutable.
 */
final class ToolInvoker implements ToolHandler {
  private final AgentTool tool;

  ToolInvoker(AgentTool tool) {
    this.tool = tool;
  }

  @Override
  public ToolOutcome handle(ToolCall call) throws InterruptedException {
    return call.run().observed() ? observed(call) : invoke(call);
  }

  private ToolOutcome observed(ToolCall call) throws InterruptedException {
    RunFrame run = call.run();
    long begin = run.time().nanoTime();
    run.emit(origin -> new RunEvent.ToolAttemptStarted(origin, call.ref(), call.attempt()));
    String code = "error";
    try {
      ToolOutcome outcome = invoke(call);
      code = outcome.code();
      return outcome;
    } catch (InterruptedException e) {
      code = "interrupted";
      throw e;
    } finally {
      String ended = code;
      Duration took = Duration.ofNanos(run.time().nanoTime() - begin);
      run.emit(
          origin -> new RunEvent.ToolAttemptEnded(origin, call.ref(), call.attempt(), ended, took));
    }
  }

  private ToolOutcome invoke(ToolCall call) throws InterruptedException {
    ToolOutcome outcome;
    try {
      outcome = tool.call(call);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      if (Interrupts.isInterrupt(e)) {
        throw Interrupts.unwrapped("tool '" + call.toolName() + "' was interrupted", e);
      }
      outcome = failure(call, e);
    }
    throwIfInterrupted(call);
    if (outcome instanceof ToolOutcome.InvalidArguments && call.run() instanceof RunState run) {
      run.spokenByTool(call.callId());
    }
    if (outcome instanceof ToolOutcome.Success || outcome instanceof ToolOutcome.ToolError) {
      return outcome;
    }
    return checked(call, outcome);
  }

  /**
   * A tool that caught its interrupt and came back with something is not believed: what it says may
   * be no more than that it was interrupted. Nor is one that came back after the run was told to
   * stop.
   */
  private static void throwIfInterrupted(ToolCall call) throws InterruptedException {
    if (Thread.interrupted() || call.run().cancellation().isPresent()) {
      throw new InterruptedException("tool '" + call.toolName() + "' was interrupted");
    }
  }

  private static ToolOutcome failure(ToolCall call, Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return switch (thrown) {
      case ToolException _ -> new ToolOutcome.ToolError(message);
      case MalformedArgumentsException _ -> new ToolOutcome.InvalidArguments(message);
      default -> new ToolOutcome.InfrastructureError(call.run().newIncidentId(), false, thrown);
    };
  }

  /**
   * A tool may say that it failed for a technical reason; it may not speak for a layer, unless it
   * is a run in which that layer spoke.
   */
  private ToolOutcome checked(ToolCall call, ToolOutcome outcome) {
    if (outcome instanceof ToolOutcome.InfrastructureError
        || outcome instanceof ToolOutcome.InvalidArguments
        || (outcome instanceof ToolOutcome.Suspended && tool instanceof SubAgentTool)) {
      return outcome;
    }
    String returned =
        outcome == null ? "null" : "an outcome only the runtime may give: " + outcome.code();
    IllegalStateException cause =
        new IllegalStateException("tool '" + call.toolName() + "' returned " + returned);
    return new ToolOutcome.InfrastructureError(call.run().newIncidentId(), false, cause);
  }
}
