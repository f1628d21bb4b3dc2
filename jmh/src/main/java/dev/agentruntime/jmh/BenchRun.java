package dev.agentruntime.jmh;

import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.chain.StateBox;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A run to which nobody listens, with a deadline far off. Safe for use by many threads. */
final class BenchRun extends RunFrame {
  private final StateBox ofSession = new StateBox();
  private final StateBox ofTenant = new StateBox();
  private final StateBox ofRuntime = new StateBox();
  private final RuntimeServices services =
      new RuntimeServices(
          TimeSource.system(),
          new SlotRegistry(),
          new Watchdog("benchmark-watchdog", TimeSource.system()),
          new StragglerRegistry(),
          List.of());
  private final Deadline deadline = Deadline.after(Duration.ofHours(10), TimeSource.system());

  @Override
  protected StateBox sharedBox(StateScope scope) {
    return switch (scope) {
      case SESSION -> ofSession;
      case TENANT -> ofTenant;
      case RUNTIME -> ofRuntime;
      case CALL, RUN ->
          throw new IllegalArgumentException("a box wider than a run was expected, was " + scope);
    };
  }

  @Override
  public RuntimeServices services() {
    return services;
  }

  @Override
  public StragglerPolicy stragglerPolicy() {
    return StragglerPolicy.of(services.stragglers());
  }

  @Override
  public String newIncidentId() {
    return "incident";
  }

  @Override
  public void stopAfterTurn(String layer, String detail) {}

  @Override
  public void abandoned(String what) {}

  @Override
  public boolean observed() {
    return false;
  }

  @Override
  public void emit(Function<RunEvent.Origin, RunEvent> event) {}

  @Override
  public String runId() {
    return "run-1";
  }

  @Override
  public String agentPath() {
    return "benchmark";
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
