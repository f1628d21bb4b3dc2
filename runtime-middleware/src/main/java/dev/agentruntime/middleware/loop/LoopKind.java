package dev.agentruntime.middleware.loop;

/** The ways in which a run goes round in circles, and what the model is told of each. */
enum LoopKind {
  /** One call, again and again, always with the same result. */
  IDENTICAL_CALLS(
      "identical_calls",
      "this call has now given the same result %d times",
      "This call has given the same result %d times in this run, so it was not run again."),
  /** A few calls that take turns, always with the same results. */
  REPEATING_CYCLE(
      "repeating_cycle",
      "the same few calls have now been made %d times in turn, always with the same results",
      "The same few calls have been made %d times in turn, always with the same results, so this"
          + " one was not run again."),
  /** Calls of one tool that bring nothing which was not known. */
  NO_PROGRESS(
      "no_progress",
      "the last %d calls of this tool brought nothing new",
      "The last %d calls of this tool brought nothing new, so it was not run again.");

  private static final String INSTEAD =
      "use other arguments or another tool, or answer with what you have";

  private final String code;
  private final String warning;
  private final String refusal;

  LoopKind(String code, String warning, String refusal) {
    this.code = code;
    this.warning = warning;
    this.refusal = refusal;
  }

  /** A stable name for events, audit and outcomes. */
  String code() {
    return code;
  }

  /** One sentence to add to a result. */
  String warning(int times) {
    return "[Note: " + warning.formatted(times) + ". Repeating it will not help: " + INSTEAD + ".]";
  }

  /** What the model is told in place of a result. */
  String refusal(int times) {
    return refusal.formatted(times) + " Do not repeat it: " + INSTEAD + ".";
  }
}
