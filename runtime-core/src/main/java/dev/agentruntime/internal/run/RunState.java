package dev.agentruntime.internal.run;

import dev.agentruntime.chain.StateBox;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.Progress;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunSummary;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run: context, frame and, once it has ended, summary in one object, since a run allocates
 * little else. Fields under "owner thread" are written by the thread running the loop; others may
 * read them and see a value a moment old.
 */
final class RunState extends StopSignal implements RunSummary {
  private final AgentDefinition agent;
  private final RunOptions options;
  private final @Nullable RunContext parent;
  private final RuntimeCore core;
  private final long number;
  private final long beganNanos;
  private final Deadline deadline;

  // Owner thread.
  private @Nullable ToolSet tools;
  private final List<ChatMessage> messages = new ArrayList<>(6);
  private int modelCalls;
  private int toolCalls;
  private int @Nullable [] callsPerTool;
  private long inputTokens;
  private long outputTokens;
  private String lastText = "";
  private long elapsedNanos = -1;

  // Any thread.
  private volatile @Nullable String progressMessage;
  private volatile @Nullable StopRequest stopRequest;
  private volatile @Nullable List<String> abandoned;

  // Guarded by this.
  private @Nullable StateBox sessionBox;
  private @Nullable StateBox tenantBox;

  /** A layer asked to end the run. */
  record StopRequest(String layer, String detail) {}

  RunState(AgentDefinition agent, RunOptions options, @Nullable RunContext parent) {
    this.agent = agent;
    this.core = agent.core();
    this.options = options;
    this.parent = parent;
    this.number = core.nextRunNumber();
    this.beganNanos = core.time().nanoTime();
    Duration timeout = options.timeout().orElse(agent.limits().timeout());
    Deadline own = Deadline.afterNanos(Deadline.saturatedNanos(timeout), beganNanos);
    this.deadline = parent == null ? own : own.earlier(parent.deadline());
  }

  AgentDefinition agent() {
    return agent;
  }

  RuntimeCore core() {
    return core;
  }

  RunOptions options() {
    return options;
  }

  // ---- identity ----

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
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public TimeSource time() {
    return core.time();
  }

  @Override
  public String newIncidentId() {
    return core.newIncidentId();
  }

  // ---- stopping ----

  @Override
  Cancellation hostInterrupt(@Nullable Throwable source) {
    if (parent != null && parent.cancellation().isPresent()) {
      return new Cancellation(
          Cancellation.Kind.PARENT,
          "the run of '" + parent.agentPath() + "' was cancelled",
          source);
    }
    return new Cancellation(
        Cancellation.Kind.INTERRUPTED, "the thread running the run was interrupted", source);
  }

  /** For the watchdog: the deadline passed. */
  void deadlinePassed() {
    signal(Cancellation.of(Cancellation.Kind.DEADLINE, "the run's deadline passed"));
  }

  @Override
  public synchronized void stopAfterTurn(String layer, String detail) {
    if (stopRequest == null) {
      stopRequest = new StopRequest(layer, detail);
    }
  }

  @Nullable StopRequest stopRequest() {
    return stopRequest;
  }

  @Override
  public void abandoned(String what) {
    synchronized (this) {
      if (abandoned == null) {
        abandoned = new CopyOnWriteArrayList<>();
      }
    }
    List<String> names = abandoned;
    if (names != null) {
      names.add(what);
    }
    emit(origin -> new RunEvent.WorkAbandoned(origin, what));
  }

  // ---- state of layers ----

  @Override
  protected synchronized StateBox sharedBox(StateScope scope) {
    return switch (scope) {
      case RUNTIME -> core.runtimeBox();
      case TENANT -> {
        if (tenantBox == null) {
          // '' cannot be a tenant's name, as options refuse a blank one.
          tenantBox = core.tenantBox(tenant().orElse(""));
        }
        yield tenantBox;
      }
      case SESSION -> {
        if (sessionBox == null) {
          // A session belongs to its tenant: equal ids of two tenants share nothing. Lengths keep
          // the pair unambiguous.
          String owner = tenant().orElse("");
          sessionBox =
              sessionId()
                  .map(id -> core.sessionBox(owner.length() + ":" + owner + id))
                  .orElseGet(StateBox::new);
        }
        yield sessionBox;
      }
      case CALL, RUN ->
          throw new IllegalStateException("scope " + scope + " is not shared between runs");
    };
  }

  // ---- what the loop keeps ----

  List<ChatMessage> history() {
    return messages;
  }

  void tools(ToolSet chosen) {
    tools = chosen;
  }

  ToolSet tools() {
    ToolSet chosen = tools;
    return chosen == null ? agent.tools() : chosen;
  }

  /** How long the run might take, as messages say it. */
  Duration allowed() {
    return Duration.ofNanos(deadline.isNever() ? Long.MAX_VALUE : deadline.nanos() - beganNanos);
  }

  int modelCalls() {
    return modelCalls;
  }

  int toolCalls() {
    return toolCalls;
  }

  void countModelCall() {
    modelCalls++;
  }

  /** Counts a call of a tool; the number of calls of this tool so far, this one included. */
  int countToolCall(int tool, int counters) {
    toolCalls++;
    if (callsPerTool == null) {
      callsPerTool = new int[counters];
    }
    return ++callsPerTool[tool];
  }

  void addTokens(@Nullable TokenUsage reported) {
    if (reported != null) {
      Integer in = reported.inputTokenCount();
      Integer out = reported.outputTokenCount();
      inputTokens += in == null ? 0 : in;
      outputTokens += out == null ? 0 : out;
    }
  }

  void said(@Nullable String text) {
    if (text != null && !text.isBlank()) {
      lastText = text;
    }
  }

  String lastText() {
    return lastText;
  }

  void stopClock() {
    elapsedNanos = core.time().nanoTime() - beganNanos;
  }

  // ---- summary ----

  @Override
  public Usage usage() {
    return new Usage(modelCalls, toolCalls, inputTokens, outputTokens);
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(elapsedNanos < 0 ? core.time().nanoTime() - beganNanos : elapsedNanos);
  }

  @Override
  public List<ChatMessage> messages() {
    return Collections.unmodifiableList(messages);
  }

  @Override
  public List<String> abandonedWork() {
    List<String> names = abandoned;
    return names == null ? List.of() : List.copyOf(names);
  }

  // ---- progress and events ----

  Progress progress() {
    return new Progress(
        runId(), modelCalls, toolCalls, elapsed(), Optional.ofNullable(progressMessage));
  }

  @Override
  public void report(String message) {
    progressMessage = message;
    emit(origin -> new RunEvent.ProgressReported(origin, message));
  }

  @Override
  public boolean observed() {
    return !core.events().isEmpty() || options.listener().isPresent();
  }

  @Override
  public void emit(Function<RunEvent.Origin, RunEvent> event) {
    if (!observed()) {
      return;
    }
    RunEvent built = event.apply(new RunEvent.Origin(runId(), agentPath(), core.time().instant()));
    core.events().tell(built);
    RunListener own = options.listener().orElse(null);
    if (own != null) {
      core.events().tell(own, built);
    }
  }

  /** Identity and counts only: messages may hold secrets. */
  @Override
  public String toString() {
    return "Run(" + runId() + ", " + agentPath() + ", " + usage() + ")";
  }
}
