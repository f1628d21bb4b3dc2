package dev.agentruntime.internal.run;

import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.Progress;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunCheckpoint;
import dev.agentruntime.run.RunOptions;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run: context, frame and, once it has ended, summary in one object, since a run allocates
 * little else. Fields under "owner thread" are written by the thread running the loop; others may
 * read them and see a value a moment old.
 */
final class RunState extends TalkingRun {
  // Owner thread.
  private int modelCalls;
  private int toolCalls;
  private int @Nullable [] callsPerTool;
  private long inputTokens;
  private long outputTokens;
  private long elapsedNanos = -1;

  // Any thread.
  private volatile @Nullable ToolSet tools;
  private volatile @Nullable String progressMessage;
  private volatile @Nullable StopRequest stopRequest;

  private volatile @Nullable InnerRuns innerRuns;

  // Guarded by this.
  private Usage innerUsage = Usage.NONE;

  /**
   * Written by the owner without the lock, which every run would pay for: an inner run left behind
   * that ends at that very moment counts or does not.
   */
  private boolean settled;

  /** A layer asked to end the run. */
  record StopRequest(String layer, String detail) {}

  RunState(AgentDefinition agent, RunOptions options, @Nullable RunContext parent) {
    super(agent, options, parent, null);
  }

  /** A suspended run that goes on. */
  RunState(AgentDefinition agent, RunOptions options, Resumption from) {
    super(agent, options, from.around(), from.earlier());
    goOnFrom(from);
  }

  // ---- stopping ----

  /** For the watchdog: the deadline passed. */
  void deadlinePassed() {
    signal(Cancellation.of(Cancellation.Kind.DEADLINE, "the run's deadline passed"));
  }

  @Override
  void signalled() {
    InnerRuns inner = innerRuns;
    if (inner != null) {
      inner.stopAll();
    }
  }

  /** A tool's own {@code InvalidArguments} are its words. */
  void spokenByTool(String callId) {
    refusedByTool(callId);
  }

  /** The runs this one's tools start on threads of their own. */
  synchronized InnerRuns innerRuns() {
    InnerRuns inner = innerRuns;
    if (inner == null) {
      inner = new InnerRuns(this);
      innerRuns = inner;
    }
    return inner;
  }

  /** On the run's thread: stops what its tools started and left running. */
  void endInnerRuns() {
    InnerRuns inner = innerRuns;
    if (inner != null) {
      for (RunState left : inner.endWithin(agent().limits().grace())) {
        abandoned(left.threadName());
      }
    }
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
  public RunFrame outermost() {
    RunState outer = outer();
    // State is kept at places that each runtime numbers for itself.
    return outer == null || !outer.core().equals(core()) ? this : outer.outermost();
  }

  @Override
  public @Nullable RunFrame enclosing() {
    RunState outer = outer();
    return outer == null || !outer.core().equals(core()) ? null : outer;
  }

  // ---- what the loop keeps ----

  @SuppressWarnings("ReferenceEquality") // the agent's own tools need no noting
  void tools(ToolSet chosen) {
    if (chosen != agent().tools()) {
      tools = chosen;
    }
  }

  ToolSet tools() {
    ToolSet chosen = tools;
    return chosen == null ? agent().tools() : chosen;
  }

  @Override
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

  /** What has been counted so far, to go on from. */
  RunCheckpoint.Counts counts() {
    Map<String, Integer> perTool = new HashMap<>();
    int[] counted = callsPerTool;
    if (counted != null) {
      for (ToolChain chain : tools().chains()) {
        int calls = counted[tools().find(chain.tool().name()).index];
        if (calls > 0) {
          perTool.put(chain.tool().name(), calls);
        }
      }
      if (counted[counted.length - 1] > 0) {
        perTool.put("", counted[counted.length - 1]);
      }
    }
    Usage own = new Usage(modelCalls, toolCalls, inputTokens, outputTokens);
    synchronized (this) {
      return new RunCheckpoint.Counts(own, innerUsage, perTool);
    }
  }

  /** Goes on counting from there; the tools are known already. */
  void restore(RunCheckpoint.Counts counts, @Nullable StopRequest asked) {
    modelCalls = counts.own().modelCalls();
    toolCalls = counts.own().toolCalls();
    inputTokens = counts.own().inputTokens();
    outputTokens = counts.own().outputTokens();
    int[] perTool = new int[tools().counters()];
    counts.callsPerTool().forEach((name, calls) -> perTool[tools().find(name).index] += calls);
    callsPerTool = perTool;
    stopRequest = asked;
    synchronized (this) {
      innerUsage = counts.inside();
    }
  }

  void addTokens(@Nullable TokenUsage reported) {
    if (reported != null) {
      Integer in = reported.inputTokenCount();
      Integer out = reported.outputTokenCount();
      inputTokens += in == null ? 0 : in;
      outputTokens += out == null ? 0 : out;
    }
  }

  /** Nothing is counted after this. */
  void settle() {
    elapsedNanos = core().time().nanoTime() - beganNanos();
    settled = true;
    RunState outer = outer();
    if (outer != null) {
      outer.addInner(usage());
    }
  }

  private synchronized void addInner(Usage used) {
    if (!settled) {
      innerUsage = innerUsage.plus(used);
    }
  }

  // ---- summary ----

  @Override
  public Usage usage() {
    Usage own = new Usage(modelCalls, toolCalls, inputTokens, outputTokens);
    synchronized (this) {
      return innerUsage.equals(Usage.NONE) ? own : own.plus(innerUsage);
    }
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(
        elapsedNanos < 0 ? core().time().nanoTime() - beganNanos() : elapsedNanos);
  }

  // ---- progress and events ----

  Progress progress() {
    return new Progress(
        runId(), modelCalls, toolCalls, elapsed(), Optional.ofNullable(progressMessage));
  }

  @Override
  public void report(String message) {
    String shown = core().reported(message);
    progressMessage = shown;
    progressed();
    emit(origin -> new RunEvent.ProgressReported(origin, shown));
  }

  /** Identity and counts only: messages may hold secrets. */
  @Override
  public String toString() {
    return "Run(" + runId() + ", " + agentPath() + ", " + usage() + ")";
  }
}
