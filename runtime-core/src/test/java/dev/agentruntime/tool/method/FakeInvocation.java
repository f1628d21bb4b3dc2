package dev.agentruntime.tool.method;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolInvocation;
import java.util.Optional;

/** One attempt to run a tool, made by hand. */
record FakeInvocation(ToolArguments arguments, RunContext context) implements ToolInvocation {

  static FakeInvocation of(String json) {
    return new FakeInvocation(
        ToolArguments.ofText(json), new FakeContext(Optional.of("session-3")));
  }

  @Override
  public String callId() {
    return "call-1";
  }

  @Override
  public String toolName() {
    return "tool";
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
