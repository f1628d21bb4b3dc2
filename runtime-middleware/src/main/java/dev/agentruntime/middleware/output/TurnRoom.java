package dev.agentruntime.middleware.output;

/**
 * How much of the results of one model turn may still be shown. Calls of a turn run side by side,
 * so who ends first is served first. Safe for use by many threads.
 */
final class TurnRoom {
  private final int perTurn;

  // Guarded by this.
  private int turn;
  private int left;

  TurnRoom(int perTurn) {
    this.perTurn = perTurn;
    this.left = perTurn;
  }

  /**
   * Takes room for a result.
   *
   * @param callTurn the turn that asked for it; one that is over takes nothing
   * @param wanted how long the result would be
   * @param least what every result may have, whatever is left
   * @return how long it may be
   */
  synchronized int take(int callTurn, int wanted, int least) {
    if (callTurn > turn) {
      turn = callTurn;
      left = perTurn;
    }
    if (callTurn < turn) {
      return wanted;
    }
    int granted = Math.min(wanted, Math.max(least, left));
    left -= Math.min(left, granted);
    return granted;
  }
}
