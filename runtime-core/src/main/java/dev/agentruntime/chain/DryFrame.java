package dev.agentruntime.chain;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run as a dry run sees it: the same identity and the same state to look at, and nothing that is
 * said to it gets out.
 */
final class DryFrame extends RunFrame {
  private final RunFrame real;

  DryFrame(RunFrame real) {
    this.real = real;
    adoptState(real);
  }

  @Override
  protected StateBox sharedBox(StateScope scope) {
    return real.sharedBox(scope);
  }

  @Override
  public RuntimeServices services() {
    return real.services();
  }

  @Override
  public StragglerPolicy stragglerPolicy() {
    return real.stragglerPolicy();
  }

  @Override
  public String newIncidentId() {
    return real.newIncidentId();
  }

  @Override
  public void stopAfterTurn(String layer, String detail) {}

  @Override
  @SuppressWarnings("ReferenceEquality") // the very run
  public RunFrame outermost() {
    RunFrame outermost = real.outermost();
    return outermost == real ? this : outermost;
  }

  @Override
  public @Nullable RunFrame enclosing() {
    return real.enclosing();
  }

  @Override
  public boolean isInner() {
    return real.isInner();
  }

  @Override
  public List<ChatMessage> conversation() {
    return real.conversation();
  }

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
    return real.runId();
  }

  @Override
  public String agentPath() {
    return real.agentPath();
  }

  @Override
  public Optional<String> sessionId() {
    return real.sessionId();
  }

  @Override
  public Optional<String> tenant() {
    return real.tenant();
  }

  @Override
  public Optional<String> principal() {
    return real.principal();
  }

  @Override
  public Optional<String> traceParent() {
    return real.traceParent();
  }

  @Override
  public Map<String, Object> attributes() {
    return real.attributes();
  }

  @Override
  public Deadline deadline() {
    return real.deadline();
  }

  @Override
  public TimeSource time() {
    return real.time();
  }

  @Override
  public Optional<Cancellation> cancellation() {
    return real.cancellation();
  }

  @Override
  public void report(String message) {}

  @Override
  public String toString() {
    return "dry run of " + real;
  }
}
