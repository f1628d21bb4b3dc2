package dev.agentruntime.event;

import dev.agentruntime.context.Usage;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;

/**
 * Something that happened in a run. Built only if somebody listened when the run started. Holds
 * names, sizes, durations and outcomes; what the user, the model and the tools said is not in it,
 * but for a {@link ToolOutcome}, whose text is redacted by the chain's redaction, if the host has
 * any, and for the pieces in a {@link ModelStreamed}. Immutable.
 */
public sealed interface RunEvent {

  /**
   * Which run, and when.
   *
   * @return the origin
   */
  Origin origin();

  /**
   * Which run an event is from, and when it happened.
   *
   * @param runId the run
   * @param agentPath the agent, preceded by those that called it
   * @param at the wall clock
   */
  record Origin(String runId, String agentPath, Instant at) {}

  /**
   * A run began.
   *
   * @param origin which run, and when
   */
  record RunStarted(Origin origin) implements RunEvent {}

  /**
   * The stored conversation of the run's session was not one a provider takes, and was repaired.
   *
   * @param origin which run, and when
   * @param answered calls whose result was missing
   * @param dropped messages that belonged to nothing
   * @param changed calls and results that were made to fit each other
   */
  record SessionRepaired(Origin origin, int answered, int dropped, int changed)
      implements RunEvent {}

  /**
   * A source of context has been asked what the model should know.
   *
   * @param origin which run, and when
   * @param source the source's name
   * @param outcome "contributed", "failed", "late" or "cancelled"
   * @param characters how much text it gave, as far as it was let through
   * @param took how long it was asked
   */
  record ContextContributed(
      Origin origin, String source, String outcome, int characters, Duration took)
      implements RunEvent {}

  /**
   * The model is about to be asked.
   *
   * @param origin which run, and when
   * @param turn counts from 1
   * @param messages how many messages the request holds
   */
  record ModelTurnStarted(Origin origin, int turn, int messages) implements RunEvent {}

  /**
   * The model said a piece of its answer. Only from streaming models, and only while somebody
   * listens.
   *
   * <p>The one event that holds what the model said: reach it through the delta's accessors; {@code
   * toString} prints sizes. Model middleware can redact it on its way here, see {@code
   * ModelCall.withDeltas}.
   *
   * @param origin which run, and when
   * @param turn counts from 1
   * @param delta the piece
   */
  record ModelStreamed(Origin origin, int turn, ModelDelta delta) implements RunEvent {}

  /**
   * The model answered, or failed to.
   *
   * @param origin which run, and when
   * @param turn counts from 1
   * @param took how long it took
   * @param toolCalls how many tool calls it asked for
   * @param tokens what the provider reported for this turn
   * @param outcome "answer", "tool_calls", "failed" or "cancelled"
   */
  record ModelTurnEnded(
      Origin origin, int turn, Duration took, int toolCalls, Usage tokens, String outcome)
      implements RunEvent {}

  /**
   * A tool call is about to enter its chain.
   *
   * @param origin which run, and when
   * @param call which call
   * @param argumentCharacters the size of the arguments as the model sent them
   */
  record ToolCallStarted(Origin origin, CallRef call, int argumentCharacters) implements RunEvent {}

  /**
   * The tool itself is about to run.
   *
   * @param origin which run, and when
   * @param call which call
   * @param attempt counts from 1
   */
  record ToolAttemptStarted(Origin origin, CallRef call, int attempt) implements RunEvent {}

  /**
   * The tool itself came back.
   *
   * @param origin which run, and when
   * @param call which call
   * @param attempt counts from 1
   * @param outcomeCode the code of its outcome, or "interrupted"
   * @param took how long it ran
   */
  record ToolAttemptEnded(
      Origin origin, CallRef call, int attempt, String outcomeCode, Duration took)
      implements RunEvent {}

  /**
   * A tool call got its one outcome.
   *
   * @param origin which run, and when
   * @param call which call
   * @param outcome the outcome
   * @param took how long the call was in its chain
   */
  record ToolCallEnded(Origin origin, CallRef call, ToolOutcome outcome, Duration took)
      implements RunEvent {}

  /**
   * A layer decided something about a call that its outcome alone does not tell; see {@link
   * dev.agentruntime.chain.ToolCall#decided}.
   *
   * @param origin which run, and when
   * @param call which call
   * @param layer the layer
   * @param code a stable, low-cardinality name of the decision
   * @param detail for people; holds no arguments or results
   */
  record LayerDecided(Origin origin, CallRef call, String layer, String code, String detail)
      implements RunEvent {}

  /**
   * A layer around the model did or decided something: tried again, answered from a cache, refused.
   *
   * @param origin which run, and when
   * @param turn the model turn it happened in, from 1
   * @param layer the layer
   * @param code a stable, low-cardinality name of what happened
   * @param detail for people; holds nothing that was said
   */
  record ModelLayerDecided(Origin origin, int turn, String layer, String code, String detail)
      implements RunEvent {}

  /**
   * A tool told how far it has come.
   *
   * @param origin which run, and when
   * @param message what it said
   */
  record ProgressReported(Origin origin, String message) implements RunEvent {
    /** The size and nothing else: what a tool says may hold secrets. */
    @Override
    public String toString() {
      return "ProgressReported(" + origin + ", " + message.length() + " characters)";
    }
  }

  /**
   * Work did not end when it was interrupted and was left behind. It keeps its permits until it
   * ends.
   *
   * @param origin which run, and when
   * @param what the thread's name
   */
  record WorkAbandoned(Origin origin, String what) implements RunEvent {}

  /**
   * A run ended.
   *
   * @param origin which run, and when
   * @param result "completed", "suspended", "stopped", "cancelled" or "failed"
   * @param detail the stop reason or the kind of cancellation or failure; empty if there is none
   * @param usage what the run used up, runs inside it included; sums over runs take only those
   *     whose agent path is a single name
   */
  record RunEnded(Origin origin, String result, String detail, Usage usage) implements RunEvent {}

  /**
   * Names one call within a run.
   *
   * @param callId the call's id
   * @param tool the name the model called
   * @param turn the model turn that asked for it, from 1
   * @param position its place among the calls of that turn, from 0
   */
  record CallRef(String callId, String tool, int turn, int position) {}
}
