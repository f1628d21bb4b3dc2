package dev.agentruntime.chain;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A run that only keeps what links give it. */
final class FakeRun extends RunFrame {
  final List<RunEvent> events = new ArrayList<>();
  final List<String> abandoned = new ArrayList<>();
  private final Map<StateScope, StateBox> boxes = new EnumMap<>(StateScope.class);
  private final FakeServices services = new FakeServices();
  private final AtomicInteger incidents = new AtomicInteger();
  private final Deadline deadline;

  FakeRun() {
    this(Deadline.never());
  }

  FakeRun(Deadline deadline) {
    this.deadline = deadline;
  }

  /** Shares what another run keeps in a scope, as runs of one session do. */
  FakeRun sharing(FakeRun other, StateScope scope) {
    boxes.put(scope, other.sharedBox(scope));
    return this;
  }

  @Override
  protected synchronized StateBox sharedBox(StateScope scope) {
    return boxes.computeIfAbsent(scope, s -> new StateBox());
  }

  @Override
  public RuntimeServices services() {
    return services.get();
  }

  @Override
  public StragglerPolicy stragglerPolicy() {
    return StragglerPolicy.of(services().stragglers());
  }

  @Override
  public String newIncidentId() {
    return "inc-" + incidents.incrementAndGet();
  }

  @Override
  public void stopAfterTurn(String layer, String detail) {}

  @Override
  public void abandoned(String what) {
    abandoned.add(what);
  }

  @Override
  public boolean observed() {
    return true;
  }

  @Override
  public void emit(Function<RunEvent.Origin, RunEvent> event) {
    events.add(event.apply(new RunEvent.Origin(runId(), agentPath(), Instant.EPOCH)));
  }

  @Override
  public String runId() {
    return "run-1";
  }

  @Override
  public String agentPath() {
    return "tester";
  }

  @Override
  public Optional<String> sessionId() {
    return Optional.empty();
  }

  @Override
  public Optional<String> tenant() {
    return Optional.empty();
  }

  @Override
  public Optional<String> principal() {
    return Optional.empty();
  }

  @Override
  public Optional<String> traceParent() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Map.of();
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public TimeSource time() {
    return TimeSource.system();
  }

  @Override
  public Optional<Cancellation> cancellation() {
    return Optional.empty();
  }

  @Override
  public void report(String message) {}
}
