package dev.agentruntime.internal.run;

import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.StateBox;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a run is for, and which of the runtime's state it may reach: the part of a run that does not
 * change.
 */
abstract class RunIdentity extends ClockedRun {
  private final AgentDefinition agent;
  private final RunOptions options;
  private final @Nullable RunContext parent;
  private final RuntimeCore core;
  private final long number;

  // Written with the lock held, once.
  private volatile @Nullable StateBox sessionBox;
  private volatile @Nullable StateBox tenantBox;

  RunIdentity(
      AgentDefinition agent,
      RunOptions options,
      @Nullable RunContext parent,
      @Nullable RunIdentity earlier) {
    this.agent = agent;
    this.core = agent.core();
    this.options = options;
    this.parent = parent;
    this.number = earlier == null ? core.nextRunNumber() : earlier.number;
    if (earlier != null) {
      adoptState(earlier);
      this.sessionBox = earlier.sessionBox;
    }
    long beganNanos = core.time().nanoTime();
    Duration timeout = options.timeout().orElse(agent.limits().timeout());
    Deadline own = Deadline.afterNanos(Deadline.saturatedNanos(timeout), beganNanos);
    beginAt(beganNanos, parent == null ? own : own.earlier(inherited(parent, core.time())));
  }

  /** The outer run's deadline on this run's clock, which another runtime may have replaced. */
  private static Deadline inherited(RunContext parent, TimeSource time) {
    Deadline theirs = parent.deadline();
    return theirs.isNever() || time.equals(parent.time())
        ? theirs
        : Deadline.after(theirs.remaining(parent.time()), time);
  }

  @Override
  final @Nullable RunContext parent() {
    return parent;
  }

  @Override
  public final boolean isInner() {
    return parent != null;
  }

  /** The run whose tool started this one, or null. */
  final @Nullable RunState outer() {
    return parent instanceof RunState run ? run : null;
  }

  @Override
  final boolean isOuterStopped() {
    RunState outer = outer();
    return outer == null
        ? parent != null && parent.cancellation().isPresent()
        : outer.cancellationOrNull() != null || outer.isOuterStopped();
  }

  final AgentDefinition agent() {
    return agent;
  }

  final RuntimeCore core() {
    return core;
  }

  final RunOptions options() {
    return options;
  }

  @Override
  public String runId() {
    return core.runId(number);
  }

  @Override
  public String agentPath() {
    return parent == null ? agent.name() : parent.agentPath() + "/" + agent.name();
  }

  @Override
  public Optional<String> sessionId() {
    return options.session();
  }

  @Override
  public Optional<String> tenant() {
    return parent == null ? options.tenant() : options.tenant().or(parent::tenant);
  }

  @Override
  public Optional<String> principal() {
    return parent == null ? options.principal() : options.principal().or(parent::principal);
  }

  @Override
  public Optional<String> traceParent() {
    return parent == null ? options.traceParent() : options.traceParent().or(parent::traceParent);
  }

  @Override
  public Map<String, Object> attributes() {
    return options.attributes();
  }

  @Override
  public TimeSource time() {
    return core.time();
  }

  @Override
  public RuntimeServices services() {
    return core.services();
  }

  @Override
  public StragglerPolicy stragglerPolicy() {
    return new StragglerPolicy(agent.limits().grace(), core.stragglers());
  }

  @Override
  public String newIncidentId() {
    return core.newIncidentId();
  }

  @Override
  Cancellation hostInterrupt(@Nullable Throwable source) {
    if (parent != null && isOuterStopped()) {
      return new Cancellation(
          Cancellation.Kind.PARENT,
          "the run of '" + parent.agentPath() + "' was cancelled",
          source);
    }
    return new Cancellation(
        Cancellation.Kind.INTERRUPTED, "the thread running the run was interrupted", source);
  }

  /** Nearly every call of every layer asks, so a box that is known is read without the lock. */
  @Override
  protected StateBox sharedBox(StateScope scope) {
    return switch (scope) {
      case RUNTIME -> core.runtimeBox();
      case TENANT -> {
        StateBox known = tenantBox;
        yield known == null ? findTenantBox() : known;
      }
      case SESSION -> {
        StateBox known = sessionBox;
        yield known == null ? findSessionBox() : known;
      }
      case CALL, RUN ->
          throw new IllegalStateException("scope " + scope + " is not shared between runs");
    };
  }

  private synchronized StateBox findTenantBox() {
    StateBox box = tenantBox;
    if (box == null) {
      // '' cannot be a tenant's name, as options refuse a blank one.
      box = core.tenantBox(tenant().orElse(""));
      tenantBox = box;
    }
    return box;
  }

  private synchronized StateBox findSessionBox() {
    StateBox box = sessionBox;
    if (box == null) {
      // A session belongs to its tenant: equal ids of two tenants share nothing. Lengths keep the
      // pair unambiguous.
      String owner = tenant().orElse("");
      box =
          sessionId()
              .map(id -> core.sessionBox(owner.length() + ":" + owner + id))
              .orElseGet(StateBox::new);
      sessionBox = box;
    }
    return box;
  }

  /** What the run's own thread is called, if it is started on one. */
  String threadName() {
    return agentPath() + "/" + runId();
  }
}
