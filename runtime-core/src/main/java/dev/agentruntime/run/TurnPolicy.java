package dev.agentruntime.run;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a run makes of an odd turn of the model: one that says nothing, or one that prints a tool
 * call as text in place of making it. Immutable; the {@code with…} methods return changed copies.
 */
public final class TurnPolicy {
  /**
   * An empty answer ends the run: another request is the host's money, and a sentence in the user's
   * name is the host's to say.
   */
  public static final int DEFAULT_REPEATS = 0;

  /**
   * More are no help: a model that says nothing three times over has nothing to say. The bound
   * keeps a slip of the pen from using up a run's model calls.
   */
  public static final int MAX_REPEATS = 5;

  /** Says what is missing, and leaves the model both ways out. */
  public static final String DEFAULT_NUDGE =
      "Your last answer was empty. Go on: call a tool, or answer with what you have.";

  private static final TurnPolicy DEFAULTS =
      new TurnPolicy(DEFAULT_REPEATS, DEFAULT_NUDGE, false, Set.of());

  private final int repeats;
  private final String nudge;
  private final boolean readsPrintedCalls;
  private final Set<String> printable;

  private TurnPolicy(int repeats, String nudge, boolean readsPrintedCalls, Set<String> printable) {
    this.repeats = repeats;
    this.nudge = nudge;
    this.readsPrintedCalls = readsPrintedCalls;
    this.printable = printable;
  }

  /**
   * An empty answer ends the run, and text is text.
   *
   * @return the same instance each time
   */
  public static TurnPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Asks the model again when it answers with neither text nor tool calls, with {@link #nudge()} as
   * the user's last message in that request alone: it never becomes part of the conversation. Each
   * request counts against {@link RunLimits#modelCalls()}. If the model stays silent the run ends
   * as {@link StopReason#EMPTY_ANSWER}.
   *
   * @param times how often in a row, 0 to {@link #MAX_REPEATS}; 0 ends the run at once
   * @return a copy
   */
  public TurnPolicy withEmptyAnswersAskedAgain(int times) {
    if (times < 0 || times > MAX_REPEATS) {
      throw new IllegalArgumentException(
          "emptyAnswersAskedAgain must be 0 to " + MAX_REPEATS + ", was " + times);
    }
    return new TurnPolicy(times, nudge, readsPrintedCalls, printable);
  }

  /**
   * Changes what a silent model is told.
   *
   * @param text not blank
   * @return a copy
   */
  public TurnPolicy withNudge(String text) {
    if (Objects.requireNonNull(text, "text").isBlank()) {
      throw new IllegalArgumentException("nudge must not be blank, was '" + text + "'");
    }
    return new TurnPolicy(repeats, text, readsPrintedCalls, printable);
  }

  /**
   * Reads tool calls that a weak model prints as text. Off unless said, since a text that only
   * speaks of a call looks the same. An answer is read so only if all of it is calls, in one of the
   * shapes weak models print, and every name is a tool of the run; a call of a {@linkplain
   * dev.agentruntime.tool.ToolTrait#DESTRUCTIVE destructive} tool only if the tool is named here.
   * What is read is told in a {@link dev.agentruntime.event.RunEvent.ModelLayerDecided} of code
   * {@code read_from_text}, and goes through the chain as any other call.
   *
   * @param destructiveTools names of destructive tools that may be called so; none as a rule
   * @return a copy
   */
  public TurnPolicy withPrintedCalls(String... destructiveTools) {
    return new TurnPolicy(repeats, nudge, true, Set.copyOf(List.of(destructiveTools)));
  }

  /**
   * How often in a row an empty answer is asked for again.
   *
   * @return 0 to {@link #MAX_REPEATS}
   */
  public int emptyAnswersAskedAgain() {
    return repeats;
  }

  /**
   * What a silent model is told.
   *
   * @return not blank
   */
  public String nudge() {
    return nudge;
  }

  /**
   * Whether tool calls printed as text are read.
   *
   * @return false unless said
   */
  public boolean readsPrintedCalls() {
    return readsPrintedCalls;
  }

  /**
   * Destructive tools that may be called by a printed call.
   *
   * @return their names, an unmodifiable set
   */
  public Set<String> printableDestructiveTools() {
    return printable;
  }

  @Override
  public String toString() {
    return "TurnPolicy[emptyAnswersAskedAgain="
        + repeats
        + ", printedCalls="
        + (readsPrintedCalls ? "read, destructive " + printable : "text")
        + "]";
  }
}
