package dev.agentruntime.context;

/**
 * What a run used up. Token counts are those the provider reported; a turn without a report counts
 * as zero tokens. Immutable.
 *
 * @param modelCalls model requests made
 * @param toolCalls tool calls answered, whatever the outcome
 * @param inputTokens tokens sent to the model
 * @param outputTokens tokens the model produced
 */
public record Usage(int modelCalls, int toolCalls, long inputTokens, long outputTokens) {
  /** Nothing used. */
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /**
   * The sum of both.
   *
   * @param other another usage
   * @return a new usage
   */
  public Usage plus(Usage other) {
    return new Usage(
        modelCalls + other.modelCalls,
        toolCalls + other.toolCalls,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens);
  }

  /**
   * All tokens, in and out.
   *
   * @return input plus output tokens
   */
  public long totalTokens() {
    return inputTokens + outputTokens;
  }
}
