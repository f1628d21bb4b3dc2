package dev.agentruntime.middleware.loop;

/**
 * One call that came to a result, and what the {@link LoopWindow} makes of it. The texts are those
 * the conversation holds, not copies. Guarded by the window it is given to.
 */
final class Occurrence {
  /** The code of an outcome that is no error. */
  static final String SUCCESS = "success";

  /** Read one by one: what a text is, is said at its beginning. */
  private static final int FIRST = 4;

  /** Read in equal distances up to the end. */
  private static final int SPREAD = 4;

  private static final int[] NOTHING = new int[LoopWindow.MAX_CYCLE + 1];

  final CallPrint call;

  private final String code;
  private final String text;
  final int turn;

  /** When the call began; 0 if that does not matter. */
  final long began;

  // Set by the window.

  /** How often in a row the call gave this result, this time included. */
  int repeats = 1;

  /** How many of those the model had been told of when this turn began. */
  int repeatsShown;

  /** Whether a result of this row said that it is one. */
  boolean warned;

  /** Whether it came as late as the tool asks of somebody who polls it. */
  boolean paced;

  /** How many calls of the tool in a row brought nothing new, this one included. */
  int stale;

  /** How many of those the model had been told of when this turn began. */
  int staleShown;

  /** Whether a result of this row said that there was nothing new. */
  boolean staleWarned;

  /** Replaced, not written to, since it is shared by all that match nothing. */
  private int[] matched = NOTHING;

  /**
   * A call and its result.
   *
   * @param call which call
   * @param code of the outcome
   * @param text what the result says, where that may differ; else empty
   * @param turn the model turn that asked for it
   * @param began when it began, in nanoseconds; any number unless the tool is polled
   */
  Occurrence(CallPrint call, String code, String text, int turn, long began) {
    this.call = call;
    this.code = code;
    this.text = text;
    this.turn = turn;
    this.began = began;
  }

  boolean isError() {
    return !code.equals(SUCCESS);
  }

  /** The same for equal results of a tool; cheap, since of the text only a few places are read. */
  int resultKey() {
    int length = text.length();
    int key = (31 * call.toolHash() + code.hashCode()) * 31 + length;
    for (int place = 0; place < Math.min(FIRST, length); place++) {
      key = 31 * key + text.charAt(place);
    }
    for (int part = 1; part <= SPREAD && length > FIRST; part++) {
      key = 31 * key + text.charAt((int) ((length - 1L) * part / SPREAD));
    }
    return key;
  }

  boolean sameResult(Occurrence other) {
    return code.equals(other.code) && text.equals(other.text);
  }

  /** Of the repeats, how many the model knows of in a turn. */
  int repeatsShownIn(int laterTurn) {
    return turn < laterTurn ? repeats : repeatsShown;
  }

  /** Of the calls without news, how many the model knows of in a turn. */
  int staleShownIn(int laterTurn) {
    return turn < laterTurn ? stale : staleShown;
  }

  /**
   * How many occurrences in a row, up to this one, were the same as the one so many places before.
   */
  int matched(int places) {
    return matched[places];
  }

  @SuppressWarnings("ReferenceEquality") // the shared array itself
  void matched(int places, int inARow) {
    if (matched == NOTHING) {
      matched = NOTHING.clone();
    }
    matched[places] = inARow;
  }
}
