package dev.agentruntime.middleware.policy;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.Objects;

/**
 * A call of the past, to be held against a policy of today. Immutable but for the arguments' lazy
 * parsing, so confined to one thread.
 *
 * @param tool the tool, with the traits it has now
 * @param arguments the arguments it was called with
 * @param caller on whose behalf
 */
public record RecordedCall(ToolDescriptor tool, ToolArguments arguments, Caller caller) {
  /** Checks the components. */
  public RecordedCall {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(caller, "caller");
  }
}
