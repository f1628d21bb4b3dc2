package dev.agentruntime.middleware.failure;

/**
 * Counts turns in which a model got a call wrong. Turns and not calls, since what is called side by
 * side was written before any of it was answered. Safe for use by many threads.
 */
final class Mistakes {
  /** What is to be done about a mistake. */
  enum Verdict {
    /** The model is told what was wrong. */
    TELL,
    /** It is told to leave it. */
    REFUSE,
    /** The run ends as well. */
    STOP
  }

  private final int limit;
  private final int refusals;

  /** Written under this object's lock; 0 for nearly every tool, which is read without it. */
  private volatile int turns;

  /** Guarded by this object's lock. */
  private int lastTurn;

  /**
   * A count.
   *
   * @param limit how many turns the model may take to get it right
   * @param refusals how many more turns the run goes on
   */
  Mistakes(int limit, int refusals) {
    this.limit = limit;
    this.refusals = refusals;
  }

  synchronized Verdict inTurn(int turn) {
    if (turn > lastTurn) {
      lastTurn = turn;
      turns = turns + 1;
    }
    if (turns <= limit) {
      return Verdict.TELL;
    }
    return turns < limit + refusals ? Verdict.REFUSE : Verdict.STOP;
  }

  int turns() {
    return turns;
  }

  /** The model got it right. */
  void forget() {
    if (turns > 0) {
      clear();
    }
  }

  private synchronized void clear() {
    turns = 0;
  }
}
