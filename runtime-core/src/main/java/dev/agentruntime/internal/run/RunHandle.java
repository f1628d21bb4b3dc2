package dev.agentruntime.internal.run;

import dev.agentruntime.chain.DryRun;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.Progress;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.TypedResult;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A run on a thread of its own, and the two ways to begin one. Safe for use by many threads. */
public final class RunHandle implements AgentRun {
  private final RunState run;
  private final TimeSource time;
  private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
  private volatile @Nullable RunResult result;

  /** Run's own thread only. */
  private boolean begun;

  /** The run's own thread; set once, before the handle is given out. */
  private volatile @Nullable Thread thread;

  private RunHandle(RunState run) {
    this.run = run;
    this.time = run.time();
  }

  /**
   * Runs an agent on the calling thread.
   *
   * @param agent the agent
   * @param input what the user says
   * @param options what the host says
   * @return how the run ended
   * @throws IllegalStateException if the runtime is closed
   */
  public static RunResult run(AgentDefinition agent, UserMessage input, RunOptions options) {
    return runHere(new RunState(agent, options, CurrentRun.orNull()), input);
  }

  /**
   * Runs an agent on the calling thread and reads its answer.
   *
   * @param agent the agent, answering with the type
   * @param input what the user says
   * @param options what the host says
   * @return how the run ended, and the answer
   * @throws IllegalStateException if the runtime is closed
   */
  public static TypedResult<Object> runTyped(
      AgentDefinition agent, UserMessage input, RunOptions options) {
    RunState run = new RunState(agent, options, CurrentRun.orNull());
    RunResult result = runHere(run, input);
    return new TypedResult<>(
        result, Optional.ofNullable(run.draft == null ? null : run.draft.value));
  }

  /**
   * Goes on with a suspended run on the calling thread.
   *
   * @param agent its agent
   * @param suspended how it ended so far
   * @return how it ended
   * @throws IllegalArgumentException if it is another agent's or another runtime's run
   * @throws IllegalStateException if it has been resumed already, or the runtime is closed
   */
  public static RunResult resume(AgentDefinition agent, RunResult.Suspended suspended) {
    return runHere(Resumption.claim(agent, suspended).newRun(agent), null);
  }

  private static RunResult runHere(RunState run, @Nullable UserMessage input) {
    run.adoptCallingThread();
    RunResult result = AgentLoop.run(run, input);
    if (result instanceof RunResult.Failed failed && failed.error() instanceof Error error) {
      throwUnlessContained(error);
    }
    return result;
  }

  /** On a thread of the host's, an error of the virtual machine is the host's to see. */
  private static void throwUnlessContained(Error error) {
    boolean contained =
        error instanceof StackOverflowError
            || error instanceof LinkageError
            || error instanceof AssertionError;
    if (!contained) {
      throw error;
    }
  }

  /**
   * Runs an agent on a thread of its own.
   *
   * @param agent the agent
   * @param input what the user says
   * @param options what the host says
   * @return the handle
   * @throws IllegalStateException if the runtime is closed
   */
  public static AgentRun start(AgentDefinition agent, UserMessage input, RunOptions options) {
    RunHandle handle = new RunHandle(new RunState(agent, options, CurrentRun.orNull()));
    handle.start(input);
    return handle;
  }

  /**
   * Runs an agent on a thread of its own, with a reader of its events from the first on.
   *
   * @param agent the agent
   * @param input what the user says
   * @param options what the host says
   * @return the reader
   * @throws IllegalStateException if the runtime is closed
   */
  public static RunEvents stream(AgentDefinition agent, UserMessage input, RunOptions options) {
    RunHandle handle = new RunHandle(new RunState(agent, options, CurrentRun.orNull()));
    RunEvents events = handle.events();
    handle.start(input);
    return events;
  }

  private void start(UserMessage input) {
    Runnable body = carried(run.core().carriers(), () -> runOnOwnThread(input));
    run.core().live().announce(run);
    RunState outer = run.outer();
    if (outer != null) {
      outer.innerRuns().add(run);
    }
    boolean started = false;
    try {
      thread = time.start(run.threadName(), body);
      started = true;
    } finally {
      if (!started) {
        leave();
      }
    }
  }

  /** Captures the host's context on the calling thread, to be installed around the run. */
  private Runnable carried(List<ContextCarrier> carriers, Runnable body) {
    Runnable around = body;
    for (ContextCarrier carrier : carriers.reversed()) {
      ContextCarrier.Snapshot snapshot =
          Objects.requireNonNull(
              carrier.capture(), () -> "context carrier " + carrier + " captured null");
      Runnable inside = around;
      around = () -> snapshot.around(inside);
    }
    Runnable outermost = around;
    return carriers.isEmpty() ? body : () -> runCarried(outermost);
  }

  /** Whatever a carrier does, there is one result, and those who wait for it are woken. */
  private void runCarried(Runnable body) {
    Throwable thrown = null;
    try {
      body.run();
    } catch (Throwable e) {
      thrown = e;
    }
    if (result == null) {
      IllegalStateException notRun =
          new IllegalStateException("a context carrier did not run the work of " + run, thrown);
      finish(new RunResult.Failed(notRun, run.newIncidentId(), run.lastText(), run));
    }
  }

  private void leave() {
    run.core().live().leave(run);
    RunState outer = run.outer();
    if (outer != null) {
      outer.innerRuns().remove(run);
    }
  }

  private void runOnOwnThread(UserMessage input) {
    if (begun) {
      throw new IllegalStateException("a context carrier ran the work of " + run + " twice");
    }
    begun = true;
    RunResult ended;
    try {
      run.beginOnOwnThread();
      ended = AgentLoop.run(run, input);
    } catch (Throwable e) {
      // Nobody is above this frame: whatever it is, it belongs to whoever waits for the result.
      ended = new RunResult.Failed(e, run.newIncidentId(), run.lastText(), run);
    }
    finish(ended);
  }

  private void finish(RunResult ended) {
    result = ended;
    run.endReaders();
    for (Thread waiter : waiters) {
      time.unpark(waiter);
    }
    leave();
  }

  @Override
  public String runId() {
    return run.runId();
  }

  @Override
  public RunResult result() throws InterruptedException {
    return Objects.requireNonNull(await(Deadline.never()));
  }

  @Override
  public Optional<RunResult> result(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(await(Deadline.after(timeout, time)));
  }

  private @Nullable RunResult await(Deadline deadline) throws InterruptedException {
    Thread self = Thread.currentThread();
    waiters.add(self);
    try {
      while (result == null && !deadline.isExpired(time.nanoTime())) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for run " + runId());
        }
        time.park(deadline);
      }
      Thread own = thread;
      if (result != null && own != null) {
        time.awaitEnd(own); // it has nothing left to do but wake others who wait
      }
      return result;
    } finally {
      waiters.remove(self);
    }
  }

  @Override
  public RunEvents events() {
    EventFeed feed = new EventFeed(this, run);
    run.addReader(feed);
    return feed;
  }

  @Override
  public void cancel(String reason) {
    run.signal(Cancellation.of(Cancellation.Kind.REQUESTED, reason));
  }

  @Override
  public DryRun dryRun(String tool, String arguments) throws InterruptedException {
    return new PlannedCall(tool, arguments).in(run);
  }

  @Override
  public Progress progress() {
    return run.progress();
  }

  @Override
  public boolean isDone() {
    return result != null;
  }
}
