package dev.agentruntime.jmh;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolInvocation;

/**
 * A tool's view of a call that has arguments and nothing else.
 *
 * @param arguments what the model asked for
 */
record OneInvocation(ToolArguments arguments) implements ToolInvocation {

  @Override
  public String callId() {
    return "call-1";
  }

  @Override
  public String toolName() {
    return "tool";
  }

  @Override
  public RunContext context() {
    throw new UnsupportedOperationException("a benchmark's tool asked for the context");
  }

  @Override
  public Deadline deadline() {
    return Deadline.never();
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public String idempotencyKey() {
    return "key-1";
  }
}
