package dev.agentruntime.chain;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tool call on its way through the chain. Made by the runtime; the {@code with…} methods give
 * views of the same call, so what the chain knows of it cannot be got rid of by copying.
 *
 * <p>Confined to the thread running the call; {@link #fork()} makes a view for another one.
 */
public final class ToolCall implements ToolInvocation {
  final CallState state;
  private final ToolArguments arguments;

  /** Nearer than the run's, which may move; null if nobody set one. */
  private final @Nullable Deadline nearer;

  private final int attempt;

  private ToolCall(
      CallState state, ToolArguments arguments, @Nullable Deadline nearer, int attempt) {
    this.state = state;
    this.arguments = arguments;
    this.nearer = nearer;
    this.attempt = attempt;
  }

  ToolCall(CallState state, ToolArguments arguments) {
    this(state, arguments, null, 1);
  }

  @Override
  public String callId() {
    return state.identity.callId();
  }

  @Override
  public String toolName() {
    return state.identity.toolName();
  }

  @Override
  public ToolArguments arguments() {
    return arguments;
  }

  @Override
  public RunContext context() {
    return state.run;
  }

  @Override
  public Deadline deadline() {
    TimeLimit limit = state.limit;
    Deadline runs = state.run.deadline();
    Deadline set = nearer == null ? runs : runs.earlier(nearer);
    return limit == null ? set : set.earlier(Deadline.afterNanos(0, limit.deadlineNanos()));
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String idempotencyKey() {
    return state.run.runId() + "-" + state.identity.turn() + "-" + state.identity.position();
  }

  /**
   * The tool being called.
   *
   * @return its name, specification and traits
   */
  public ToolDescriptor tool() {
    return state.chain.tool();
  }

  /**
   * The run the call belongs to.
   *
   * @return the run's frame
   */
  public RunFrame run() {
    return state.run;
  }

  /**
   * The model turn that asked for the call.
   *
   * @return counts from 1
   */
  public int turn() {
    return state.identity.turn();
  }

  /**
   * The call's place among those of its turn.
   *
   * @return counts from 0
   */
  public int position() {
    return state.identity.position();
  }

  /**
   * An answer that was decided before the call began, such as for the calls of a turn beyond a
   * limit. Answered at {@link Anchor#LIMITS}, so that the links further out see the call.
   *
   * @return the answer, or null if the call may go on
   */
  public @Nullable ToolOutcome presetRefusal() {
    return state.identity.refusal();
  }

  /**
   * Names the call in events.
   *
   * @return a new reference
   */
  public RunEvent.CallRef ref() {
    return new RunEvent.CallRef(callId(), toolName(), turn(), position());
  }

  /**
   * The same call with other arguments. Only a link that declares {@link
   * LinkTrait#REWRITES_ARGUMENTS} may proceed with it. If these arguments were repaired, the other
   * ones count as repaired too.
   *
   * @param changed the arguments
   * @return a view of this call
   */
  public ToolCall withArguments(ToolArguments changed) {
    Objects.requireNonNull(changed, "changed");
    ToolArguments told =
        arguments.repaired() && !changed.repaired()
            ? changed.withChanges(arguments.changes())
            : changed;
    return new ToolCall(state, told, nearer, attempt);
  }

  /**
   * The same call with a nearer deadline.
   *
   * @param nearer a deadline on the run's clock; a later one than the call has changes nothing
   * @return a view of this call, or this call
   */
  @SuppressWarnings("ReferenceEquality") // the very one it has already
  public ToolCall withDeadline(Deadline nearer) {
    Deadline runs = state.run.deadline();
    Deadline known = this.nearer == null ? runs : runs.earlier(this.nearer);
    return known.earlier(nearer) == known ? this : new ToolCall(state, arguments, nearer, attempt);
  }

  /**
   * The same call, one attempt on.
   *
   * @return a view of this call
   */
  public ToolCall nextAttempt() {
    return new ToolCall(state, arguments, nearer, attempt + 1);
  }

  /**
   * The same call for another thread. What the links further in keep in scope {@link
   * StateScope#CALL} is copied, so that work which had to be abandoned cannot disturb what goes on
   * here.
   *
   * @return a view that belongs to the first thread that proceeds with it
   */
  public ToolCall fork() {
    return new ToolCall(state.fork(), arguments, deadline(), attempt);
  }

  /**
   * Takes over what the links further in kept for a forked view of this call.
   *
   * @param fork what {@link #fork()} returned; the thread that ran it must have ended
   * @throws IllegalArgumentException if it is a fork of another call
   */
  public void absorb(ToolCall fork) {
    state.absorb(fork.state);
  }

  /**
   * Looks again at every {@link Admission} of the chain, after a wait in which the world may have
   * changed.
   *
   * @return why the call is refused now, or null if it may go on
   */
  public @Nullable ToolOutcome recheck() {
    return state.chain.recheck(this);
  }

  /**
   * Names an exception that came out of a link further in, so that everybody who tells of it – log,
   * audit, the model's answer – uses the same id.
   *
   * @param failure the exception
   * @return its id and the link it came from
   */
  public Incident incident(Throwable failure) {
    return state.incident(failure);
  }

  /**
   * The one door for what a layer decided about this call and its outcome alone does not tell. Kept
   * for those who record the call, and told to listeners as {@link RunEvent.LayerDecided}.
   *
   * <p>Costs nothing until used, so a layer should tell what somebody will ask for later – a rule
   * that let the call pass, an approval, a warning – and not that it had nothing to say.
   *
   * @param layer the name of the layer that decides
   * @param code a stable, low-cardinality name of the decision
   * @param detail for people; must hold no arguments, results or secrets; may be empty
   */
  public void decided(String layer, String code, String detail) {
    state.notes().decided(new Decision(layer, code, detail));
    if (state.run.observed()) {
      state.run.emit(origin -> new RunEvent.LayerDecided(origin, ref(), layer, code, detail));
    }
  }

  /**
   * What layers have decided about this call so far.
   *
   * @return an unmodifiable snapshot, in the order of deciding; empty for most calls
   */
  public List<Decision> decisions() {
    CallNotes notes = state.notesOrNull();
    return notes == null ? List.of() : notes.decisions();
  }

  Object kept(StateScope scope, int index, Supplier<?> initial) {
    return scope == StateScope.CALL
        ? state.kept(index, initial)
        : state.run.box(scope).get(index, initial);
  }

  /** For readers: makes nothing. */
  @Nullable Object keptOrNull(StateScope scope, int index) {
    return scope == StateScope.CALL
        ? state.keptOrNull(index)
        : state.run.box(scope).getOrNull(index);
  }

  /** Names and sizes only: arguments may hold secrets. */
  @Override
  public String toString() {
    return "ToolCall(" + callId() + ", " + toolName() + ", attempt " + attempt + ")";
  }
}
