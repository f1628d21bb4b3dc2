package dev.agentruntime.middleware.approval;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;

/** What became of asking about a call. Immutable. */
sealed interface Passage {
  /** It may run, once, like this. */
  record Open(ToolCall call, List<String> edited) implements Passage {}

  /** It may not. */
  record Closed(ToolOutcome outcome) implements Passage {}

  static Passage closed(ToolOutcome outcome) {
    return new Closed(outcome);
  }
}
