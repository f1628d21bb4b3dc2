package dev.agentruntime.run;

/** Why the runtime itself ended a run before the model gave its answer. */
public enum StopReason {
  /** The run made as many model calls as it may. */
  MODEL_CALL_LIMIT,
  /** The model asked for more tool calls than the run may make. */
  TOOL_CALL_LIMIT,
  /** The model asked for one tool more often than a run may call it. */
  CALLS_PER_TOOL_LIMIT,
  /** The run's deadline passed. */
  DEADLINE,
  /** A layer ended the run: a loop or a spent budget. */
  LAYER,
  /** The model's answer was cut off by its own length limit. */
  TRUNCATED_ANSWER,
  /**
   * The provider's content filter withheld the answer, or the provider reported that the model
   * refused: langchain4j tells the two by the same exception and finish reason.
   */
  CONTENT_FILTER,
  /**
   * The provider ended the answer for a reason nobody here knows, so the text may be half an answer
   * or none: langchain4j reports Anthropic's refusal and its full context window that way.
   */
  UNKNOWN_END,
  /** The model answered with neither text nor tool calls. */
  EMPTY_ANSWER,
  /** The answer does not fit the type that was asked for, and asking again did not help. */
  INVALID_ANSWER
}
