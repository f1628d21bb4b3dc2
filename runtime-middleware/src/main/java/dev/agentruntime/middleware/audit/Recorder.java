package dev.agentruntime.middleware.audit;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.ToolOutcome;

/**
 * Puts the calls of one tool on record at the three places where the layer stands. Implementations
 * are safe for use by many threads.
 */
interface Recorder {

  /** Around the call: what the model proposed, and in the end what came of it. */
  ToolOutcome aroundCall(ToolCall call, ToolHandler next) throws InterruptedException;

  /** What would execute. */
  ToolOutcome beforeDeciding(ToolCall call, ToolHandler next) throws InterruptedException;

  /** The tool is about to run; perhaps on another thread. */
  ToolOutcome beforeRunning(ToolCall call, ToolHandler next) throws InterruptedException;
}
