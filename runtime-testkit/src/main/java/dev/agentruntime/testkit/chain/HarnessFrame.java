package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.ClockPause;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.StateBox;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.PausableDeadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run without a loop: what the chain needs of a run, remembered for the test. Safe for use by
 * many threads.
 */
final class HarnessFrame extends RunFrame {
  private static final String AGENT = "harness";

  private final HarnessState harness;
  private final RunOptions options;
  private final String runId;
  private final PausableDeadline deadline;
  private final EventRecorder events = new EventRecorder();
  private final StateBox sessionBox;
  private final StateBox tenantBox;
  private volatile @Nullable Cancellation cancellation;

  // Guarded by this object's lock.
  private final List<String> abandoned = new ArrayList<>();
  private final List<HarnessRun.StopRequest> stopRequests = new ArrayList<>();

  HarnessFrame(HarnessState harness, RunOptions options) {
    this.harness = harness;
    this.options = options;
    this.runId = harness.newRunId();
    this.deadline =
        new PausableDeadline(
            options
                .timeout()
                .map(timeout -> Deadline.after(timeout, harness.time()))
                .orElse(Deadline.never()));
    this.sessionBox = harness.sessionBox(options);
    this.tenantBox = harness.tenantBox(options);
  }

  @Override
  protected StateBox sharedBox(StateScope scope) {
    return switch (scope) {
      case SESSION -> sessionBox;
      case TENANT -> tenantBox;
      case RUNTIME -> harness.runtimeBox();
      case CALL, RUN ->
          throw new IllegalArgumentException("scope must be wider than a run, was " + scope);
    };
  }

  @Override
  public RuntimeServices services() {
    return harness.services();
  }

  @Override
  public StragglerPolicy stragglerPolicy() {
    return StragglerPolicy.of(services().stragglers());
  }

  @Override
  public String newIncidentId() {
    return harness.newIncidentId();
  }

  @Override
  public void stopAfterTurn(String layer, String detail) {
    synchronized (this) {
      stopRequests.add(new HarnessRun.StopRequest(layer, detail));
    }
  }

  synchronized List<HarnessRun.StopRequest> stopRequests() {
    return List.copyOf(stopRequests);
  }

  @Override
  public void abandoned(String what) {
    synchronized (this) {
      abandoned.add(what);
    }
    emit(origin -> new RunEvent.WorkAbandoned(origin, what));
  }

  synchronized List<String> abandonedWork() {
    return List.copyOf(abandoned);
  }

  @Override
  public boolean observed() {
    return harness.observed();
  }

  @Override
  public void emit(Function<RunEvent.Origin, RunEvent> event) {
    if (observed()) {
      events.onEvent(event.apply(new RunEvent.Origin(runId, AGENT, harness.time().instant())));
    }
  }

  EventRecorder events() {
    return events;
  }

  @Override
  public String runId() {
    return runId;
  }

  @Override
  public String agentPath() {
    return AGENT;
  }

  @Override
  public Optional<String> sessionId() {
    return options.session();
  }

  @Override
  public Optional<String> tenant() {
    return options.tenant();
  }

  @Override
  public Optional<String> principal() {
    return options.principal();
  }

  @Override
  public Optional<String> traceParent() {
    return options.traceParent();
  }

  @Override
  public Map<String, Object> attributes() {
    return options.attributes();
  }

  @Override
  public Deadline deadline() {
    return deadline.current();
  }

  @Override
  public ClockPause pauseClock() {
    deadline.pause(time().nanoTime());
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        deadline.resume(time().nanoTime(), time());
      }
    };
  }

  @Override
  public TimeSource time() {
    return harness.time();
  }

  @Override
  public Optional<Cancellation> cancellation() {
    return Optional.ofNullable(cancellation);
  }

  void cancelled(Cancellation why) {
    cancellation = why;
  }

  @Override
  public void report(String message) {
    progressed();
    emit(origin -> new RunEvent.ProgressReported(origin, message));
  }

  @Override
  public String toString() {
    return "HarnessRun(" + runId + ")";
  }
}
