package dev.agentruntime.tool.method;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.Map;
import java.util.Optional;

/** The context of a run that is only looked at. Immutable. */
record FakeContext(Optional<String> sessionId) implements RunContext {

  @Override
  public String runId() {
    return "run-7";
  }

  @Override
  public String agentPath() {
    return "tester";
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
    throw new UnsupportedOperationException("a tool under test asked for the time");
  }

  @Override
  public Optional<Cancellation> cancellation() {
    return Optional.empty();
  }

  @Override
  public void report(String message) {
    throw new UnsupportedOperationException("a tool under test reported progress");
  }
}
