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
 * source. An interrupt passes on as {@link InterruptedException}, also when the tool wrapped it;
 * errors of the virtual machine pass on as they are. Immutable.
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
    String code = "interrupted";
    try {
      ToolOutcome outcome = invoke(call);
      code = outcome.code();
      return outcome;
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
    } catch (ToolException e) {
      return toolError(e);
    } catch (MalformedArgumentsException e) {
      return new ToolOutcome.InvalidArguments(String.valueOf(e.getMessage()));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return broken(call, e);
    }
    if (outcome instanceof ToolOutcome.Success || outcome instanceof ToolOutcome.ToolError) {
      return outcome;
    }
    return checked(call, outcome);
  }

  private static ToolOutcome toolError(ToolException e) {
    return new ToolOutcome.ToolError(String.valueOf(e.getMessage()));
  }

  private static ToolOutcome broken(ToolCall call, Throwable thrown) throws InterruptedException {
    if (Interrupts.isInterrupt(thrown) || Thread.currentThread().isInterrupted()) {
      Thread.interrupted(); // the flag now travels as the exception
      InterruptedException interrupt =
          new InterruptedException("tool '" + call.toolName() + "' was interrupted");
      interrupt.initCause(thrown);
      throw interrupt;
    }
    return new ToolOutcome.InfrastructureError(call.run().newIncidentId(), false, thrown);
  }

  /** A tool may say that it failed for a technical reason; it may not speak for a layer. */
  private ToolOutcome checked(ToolCall call, ToolOutcome outcome) {
    if (outcome instanceof ToolOutcome.InfrastructureError
        || outcome instanceof ToolOutcome.InvalidArguments) {
      return outcome;
    }
    String returned =
        outcome == null ? "null" : "an outcome only the runtime may give: " + outcome.code();
    IllegalStateException cause =
        new IllegalStateException("tool '" + call.toolName() + "' returned " + returned);
    return new ToolOutcome.InfrastructureError(call.run().newIncidentId(), false, cause);
  }
}
