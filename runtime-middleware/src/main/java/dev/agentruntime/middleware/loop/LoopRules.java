package dev.agentruntime.middleware.loop;

/**
 * From which repetition on something is done. {@link #NEVER} turns a step off.
 *
 * @param warnAt the repetition whose result says that it is one
 * @param blockAt the repetition that is not run
 * @param stopAfter how many refused calls end the run
 * @param noProgressAfter how many calls of one tool may in a row bring nothing new
 */
record LoopRules(int warnAt, int blockAt, int stopAfter, int noProgressAfter) {
  static final int NEVER = Integer.MAX_VALUE;

  static final LoopRules DEFAULTS =
      new LoopRules(
          LoopDetection.DEFAULT_WARN_AT,
          LoopDetection.DEFAULT_BLOCK_AT,
          LoopDetection.DEFAULT_STOP_AFTER,
          NEVER);

  LoopRules withWarnAt(int repetition) {
    return new LoopRules(repetition, blockAt, stopAfter, noProgressAfter);
  }

  LoopRules withBlockAt(int repetition) {
    return new LoopRules(warnAt, repetition, stopAfter, noProgressAfter);
  }

  LoopRules withStopAfter(int blocked) {
    return new LoopRules(warnAt, blockAt, blocked, noProgressAfter);
  }

  LoopRules withNoProgressAfter(int calls) {
    return new LoopRules(warnAt, blockAt, stopAfter, calls);
  }

  @Override
  public String toString() {
    return (warnAt == NEVER ? "no warning" : "warn at " + warnAt)
        + (blockAt == NEVER ? ", no blocking" : ", block at " + blockAt)
        + (stopAfter == NEVER ? ", no stop" : ", stop after " + stopAfter + " blocked")
        + (noProgressAfter == NEVER ? "" : ", no progress after " + noProgressAfter);
  }
}
