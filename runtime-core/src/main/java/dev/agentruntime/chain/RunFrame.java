package dev.agentruntime.chain;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.stream.ModelDelta;
import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the chain needs of a run beside its context: state boxes, events, incident ids. Extended by
 * the runtime. Safe for use by many threads.
 */
public abstract class RunFrame implements RunContext {
  /**
   * Made under this object's lock when a layer first asks for run state; most runs without layers
   * never do.
   */
  private volatile @Nullable StateBox runBox;

  /** For the runtime. */
  protected RunFrame() {}

  final StateBox box(StateScope scope) {
    return switch (scope) {
      case CALL ->
          throw new IllegalStateException(
              "state of scope CALL is reached through a call, not through a run");
      case RUN -> runBox();
      case SESSION, TENANT, RUNTIME -> sharedBox(scope);
    };
  }

  /**
   * Goes on with what layers kept for an earlier part of the same run.
   *
   * @param earlier the part that has ended
   */
  protected final void adoptState(RunFrame earlier) {
    runBox = earlier.runBox;
  }

  private StateBox runBox() {
    StateBox box = runBox;
    return box == null ? makeRunBox() : box;
  }

  private synchronized StateBox makeRunBox() {
    StateBox box = runBox;
    if (box == null) {
      box = new RunBox();
      runBox = box;
    }
    return box;
  }

  /**
   * Shows layers what the model has been told, until it is told more.
   *
   * @param conversation an unmodifiable list that does not change
   */
  protected final void told(List<ChatMessage> conversation) {
    ((RunBox) runBox()).told = conversation;
  }

  final RunBox watchers() {
    return (RunBox) runBox();
  }

  /** A tool of this run has told of its progress, on the current thread. */
  protected final void progressed() {
    if (runBox instanceof RunBox box) {
      box.progressed(time());
    }
  }

  /**
   * The box of a scope wider than the run; resolved once per run.
   *
   * @param scope session, tenant or runtime
   * @return the box
   */
  protected abstract StateBox sharedBox(StateScope scope);

  /**
   * What the run's runtime offers: clock, watchdog, carriers of context.
   *
   * @return the services
   */
  public abstract RuntimeServices services();

  /**
   * How long work of this run may take to end once it is interrupted, and where it is put on record
   * if it does not.
   *
   * @return the policy
   */
  public abstract StragglerPolicy stragglerPolicy();

  /**
   * Names a failure, so that logs and audit can be found from what the model was told.
   *
   * @return a short printable id, unique within the process and unlikely to repeat in another
   */
  public abstract String newIncidentId();

  /**
   * Ends the run after the current turn is committed. The first one to ask is named in the result.
   *
   * @param layer which layer asks
   * @param detail names the limit, the value and the bound
   */
  public abstract void stopAfterTurn(String layer, String detail);

  /**
   * Stops the run's clock, and those of the runs around it, while a call of it waits for somebody
   * outside: until the pause is closed {@link #deadline()} does not come, and afterwards it comes
   * as much later. Nothing else is held up; a cancellation reaches the waiting call as ever.
   *
   * <p>By default there is no clock to stop.
   *
   * @return the pause, to be closed by whoever asked for it
   */
  public ClockPause pauseClock() {
    return () -> {};
  }

  /**
   * The outermost run this one is part of, for what is counted over a whole tree of runs. Runs of
   * another runtime around this one are not seen.
   *
   * @return the outermost run of the same runtime; this one if it is nobody's sub-agent
   */
  public RunFrame outermost() {
    return this;
  }

  /**
   * The run whose tool started this one, if it is known here: state is kept apart for each runtime,
   * so a run of another runtime is not.
   *
   * @return the run around this one, or null if there is none in the same runtime
   */
  public @Nullable RunFrame enclosing() {
    return null;
  }

  /**
   * Whether a tool of another run started this one, in whatever runtime: then its input may be the
   * words of that run's model.
   *
   * @return true if it is part of another run
   */
  public boolean isInner() {
    return enclosing() != null;
  }

  /**
   * What the model had been told when it last asked for tools: not yet what that turn brings. The
   * same for all calls of a turn, and for the runs they start, however long these go on.
   *
   * @return an unmodifiable snapshot, oldest first
   */
  public List<ChatMessage> conversation() {
    List<ChatMessage> told = runBox instanceof RunBox box ? box.told : null;
    return told == null ? List.of() : told;
  }

  /**
   * For the runtime: a tool itself has found fault with the arguments of a call.
   *
   * @param callId the call
   */
  protected final void refusedByTool(String callId) {
    watchers().refusedByTool(callId);
  }

  /**
   * Whether the tool itself has found fault with the arguments of a call: then what its outcome
   * says of them is the tool's words, for which nobody vouches, and not the runtime's.
   *
   * @param callId the call
   * @return true if the tool was called and did so, in this attempt or an earlier one
   */
  public final boolean isRefusedByTool(String callId) {
    return runBox instanceof RunBox box && box.isRefusedByTool(callId);
  }

  /**
   * Puts work that ignored its interrupt on the run's record.
   *
   * @param what the thread's name
   */
  public abstract void abandoned(String what);

  /**
   * Whether anybody listened when the run started; asked before an event is built.
   *
   * @return true if events of this run reach somebody
   */
  public abstract boolean observed();

  /**
   * Tells listeners of an event; does nothing if nobody listens. A throwing listener changes
   * nothing.
   *
   * @param event makes the event from its origin; called only if somebody listens
   */
  public abstract void emit(Function<RunEvent.Origin, RunEvent> event);

  /**
   * A model begins to stream an answer, maybe not for the first time in this turn: what an earlier
   * attempt said does not count any more.
   *
   * @param turn which turn of the run asks
   */
  protected void streamBegan(int turn) {}

  /**
   * A piece of the model's answer is for the host. Tells listeners.
   *
   * @param turn which turn of the run asks
   * @param delta the piece
   */
  protected void streamed(int turn, ModelDelta delta) {
    emit(origin -> new RunEvent.ModelStreamed(origin, turn, delta));
  }

  /**
   * A piece of the model's answer is for the result, should the answer break off, in the place of
   * what was streamed. Tells nobody.
   *
   * @param turn which turn of the run asks
   * @param text the piece
   */
  protected void kept(int turn, String text) {}
}
