package dev.agentruntime.internal.run;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.PausableDeadline;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is told of a run, and what is on its record. */
abstract class ObservedRun extends RunIdentity {
  /** Set once, under this object's lock. */
  private volatile @Nullable RunExtras extras;

  ObservedRun(
      AgentDefinition agent,
      RunOptions options,
      @Nullable RunContext parent,
      @Nullable RunIdentity earlier) {
    super(agent, options, parent, earlier);
  }

  private RunExtras extras() {
    RunExtras made = extras;
    return made == null ? makeExtras() : made;
  }

  private synchronized RunExtras makeExtras() {
    RunExtras made = extras;
    if (made == null) {
      made = new RunExtras(runId(), agentPath());
      extras = made;
    }
    return made;
  }

  // ---- events ----

  @Override
  public boolean observed() {
    return !core().events().isEmpty() || options().listener().isPresent() || hasReaders();
  }

  private boolean hasReaders() {
    RunExtras made = extras;
    return made != null && made.hasReaders();
  }

  @Override
  public void emit(Function<RunEvent.Origin, RunEvent> event) {
    if (!observed()) {
      return;
    }
    RunExtras made = extras;
    Instant now = core().time().instant();
    RunEvent built =
        event.apply(
            made == null ? new RunEvent.Origin(runId(), agentPath(), now) : made.origin(now));
    core().events().tell(built);
    RunListener own = options().listener().orElse(null);
    if (own != null) {
      core().events().tell(own, built);
    }
    if (made != null) {
      made.tell(built);
    }
  }

  /** Adds a reader of the events from here on. */
  void addReader(EventFeed feed) {
    extras().add(feed);
  }

  /** The last event is out. */
  void endReaders() {
    extras().endReaders();
  }

  // ---- pauses, and going on ----

  @Override
  final @Nullable PausableDeadline moving() {
    RunExtras made = extras;
    return made == null ? null : made.moving();
  }

  @Override
  final PausableDeadline makeMoving(Deadline from) {
    return extras().makeMoving(from);
  }

  /** What this run goes on from; null for one that begins. */
  final @Nullable Resumption resumption() {
    RunExtras made = extras;
    return made == null ? null : made.resumption();
  }

  final void goOnFrom(Resumption from) {
    extras().goOnFrom(from);
  }

  /** Whether the caller is the first who wants to go on with this run. */
  final boolean claimResumption() {
    return extras().claimResumption();
  }

  // ---- work left behind ----

  @Override
  public void abandoned(String what) {
    extras().abandoned(what);
    emit(origin -> new RunEvent.WorkAbandoned(origin, what));
  }

  /** Names of threads that were left behind. */
  public List<String> abandonedWork() {
    RunExtras made = extras;
    return made == null ? List.of() : made.abandoned();
  }

  // ---- streaming ----

  /** Which turn the model is asked for. */
  abstract int modelCalls();

  @Override
  protected void streamBegan(int turn) {
    extras().beginText();
  }

  /** Drops what comes late, from an attempt that was left behind. */
  @Override
  protected void streamed(int turn, ModelDelta delta) {
    if (turn != modelCalls()) {
      return;
    }
    if (delta instanceof ModelDelta.Text(String text)) {
      extras().addText(text);
    }
    super.streamed(turn, delta);
  }

  @Override
  protected void kept(int turn, String text) {
    if (turn == modelCalls()) {
      extras().keepText(text);
    }
  }

  /**
   * The stream of a turn is over, if there was one.
   *
   * @return what was said if it broke off, else empty
   */
  String endStream(boolean brokeOff) {
    RunExtras made = extras;
    return made == null ? "" : made.endText(brokeOff);
  }
}
