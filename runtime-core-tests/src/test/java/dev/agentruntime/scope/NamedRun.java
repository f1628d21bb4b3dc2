package dev.agentruntime.scope;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.Map;
import java.util.Optional;

/** A run context that is nothing but its id. Immutable. */
record NamedRun(String runId) implements RunContext {
  @Override
  public String agentPath() {
    return "agent";
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
    return Deadline.never();
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
