package dev.agentruntime.internal.run;

import dev.agentruntime.chain.MiddlewareContractException;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of one turn. A lone call of a tool that may run inline runs on the run's own
 * thread; all others on children of a scope, at most so many at a time as the limits allow, results
 * by position. Calls of an exclusive tool run alone, after those before them and before those after
 * them.
 */
final class Dispatcher {
  /** In place of a reading of the clock: the call has not begun. */
  private static final long NOT_BEGUN = Long.MIN_VALUE;

  private final RunState run;
  private final Turn turn;
  private final CompiledTool[] tools;
  private final ToolChain.Identity[] identities;

  /**
   * Set once per position, by whoever is first: the call's thread, or the owner giving up on it.
   */
  private final AtomicReferenceArray<@Nullable ToolOutcome> outcomes;

  /** When each call began; written by its thread before anything else. */
  private final AtomicLongArray begun;

  private volatile @Nullable Throwable fatal;

  private Dispatcher(Turn turn, TurnClaims claims) {
    this.turn = turn;
    this.run = turn.run;
    int size = turn.size();
    this.tools = new CompiledTool[size];
    this.identities = new ToolChain.Identity[size];
    this.outcomes = new AtomicReferenceArray<>(size);
    this.begun = new AtomicLongArray(size);
    for (int i = 0; i < size; i++) {
      tools[i] = turn.tool(i);
      identities[i] = claims.admitted(turn.admit(i, tools[i]), tools[i]);
      outcomes.setPlain(i, turn.known(i));
      begun.setPlain(i, NOT_BEGUN);
    }
  }

  /**
   * Runs all calls of a turn.
   *
   * @return one outcome per call, in order; those that did not end are cancelled if the run was
   *     told to stop
   */
  static ToolOutcome[] dispatch(Turn turn) {
    if (turn.size() == 1) {
      CompiledTool tool = turn.tool(0);
      if (tool.inline) {
        return new ToolOutcome[] {inline(turn, tool)};
      }
    }
    TurnClaims claims = new TurnClaims(turn);
    try {
      return new Dispatcher(turn, claims).all();
    } finally {
      claims.release();
    }
  }

  private static ToolOutcome inline(Turn turn, CompiledTool tool) {
    RunState run = turn.run;
    ToolChain.Identity identity = turn.admit(0, tool);
    boolean observed = run.observed();
    long begin = observed ? started(turn, identity) : 0;
    ToolOutcome outcome;
    try {
      outcome = call(turn, tool, identity);
    } catch (InterruptedException e) {
      outcome = new ToolOutcome.Cancelled(run.interrupted(e));
    } catch (Throwable e) {
      turn.fatal(e);
      outcome = lost(run, e);
    }
    if (observed) {
      ended(run, identity, outcome, begin);
    }
    return outcome;
  }

  private ToolOutcome[] all() {
    int from = 0;
    while (from < tools.length && !run.toldToStop() && turn.fatal() == null) {
      int to = from + 1;
      while (!tools[from].exclusive && to < tools.length && !tools[to].exclusive) {
        to++;
      }
      sideBySide(from, to);
      from = to;
    }
    return answered();
  }

  /** A name that nobody has is a model's word, and has no place in a thread dump. */
  private String threadName(int position) {
    return (tools[position].chain.tool().known() ? identities[position].toolName() : "unknown")
        + "#"
        + position;
  }

  private void sideBySide(int from, int to) {
    int workers = Math.min(to - from, run.agent().limits().parallelCalls());
    AtomicInteger next = new AtomicInteger(from + workers);
    // Without a deadline of its own: the run's may move, and the watchdog interrupts this thread.
    ScopeOptions options =
        ScopeOptions.of("turn-" + run.modelCalls(), run.time()).withCarriers(run.core().carriers());
    TaskScope<@Nullable Void, ?> scope =
        TaskScope.open(ScopePolicy.<@Nullable Void>collect(), options);
    try {
      for (int first = from; first < from + workers; first++) {
        int begin = first;
        scope.fork(threadName(first), () -> work(scope, begin, to, next));
      }
      scope.join();
    } catch (InterruptedException e) {
      run.interrupted(e); // now, not after closing: it keeps the children from beginning more calls
    } catch (RuntimeException | Error e) {
      turn.fatal(e); // no thread to be had, or the host's context could not be carried into it
    } finally {
      Duration grace = run.agent().limits().grace();
      for (AbandonedTask left :
          scope.closeWithin(new StragglerPolicy(grace, run.core().services().stragglers()))) {
        run.abandoned(left.thread().getName());
      }
    }
    Throwable thrown = fatal;
    if (thrown != null) {
      turn.fatal(thrown);
    }
  }

  private @Nullable Void work(TaskScope<?, ?> scope, int first, int to, AtomicInteger next) {
    for (int i = first; i < to && !isToStop(scope); i = next.getAndIncrement()) {
      if (outcomes.get(i) != null) {
        continue; // ended before the run was suspended
      }
      ToolChain.Identity identity = identities[i];
      begun.set(i, started(turn, identity));
      ToolOutcome outcome;
      try {
        outcome = call(turn, tools[i], identity);
      } catch (InterruptedException e) {
        if (isToStop(scope)) {
          return null; // the owner knows why, and answers for this call and those not begun
        }
        // Nobody interrupted this thread but the call itself.
        outcome = new ToolOutcome.InfrastructureError(run.newIncidentId(), false, e);
      } catch (Throwable e) {
        fatal = e;
        throw e;
      }
      if (outcomes.compareAndSet(i, null, outcome)) {
        ended(run, identity, outcome, begun.get(i));
      }
      forgetStrayInterrupt(scope);
    }
    return null;
  }

  private boolean isToStop(TaskScope<?, ?> scope) {
    return run.cancellationOrNull() != null || scope.isCancelled();
  }

  /** A call that left its thread interrupted for no reason of ours must not harm the next one. */
  private void forgetStrayInterrupt(TaskScope<?, ?> scope) {
    if (Thread.interrupted() && isToStop(scope)) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One outcome for every call: what did not end was cancelled, or fell to an error of the virtual
   * machine.
   */
  private ToolOutcome[] answered() {
    ToolOutcome[] answers = new ToolOutcome[tools.length];
    for (int i = 0; i < answers.length; i++) {
      ToolOutcome known = outcomes.get(i);
      if (known == null) {
        ToolOutcome missing = missing();
        known = outcomes.compareAndExchange(i, null, missing);
        if (known == null) {
          known = missing;
          long begin = begun.get(i);
          ended(
              run,
              identities[i],
              missing,
              begin == NOT_BEGUN ? started(turn, identities[i]) : begin);
        }
      }
      answers[i] = known;
    }
    return answers;
  }

  private ToolOutcome missing() {
    Cancellation why = run.cancellationOrNull();
    return why != null ? new ToolOutcome.Cancelled(why) : lost(run, turn.fatal());
  }

  private static ToolOutcome lost(RunState run, @Nullable Throwable why) {
    return new ToolOutcome.Internal(run.newIncidentId(), "runtime", why);
  }

  /**
   * Runs a call through its chain; whatever a layer throws becomes an outcome, but for interrupts
   * and errors of the machine.
   */
  private static ToolOutcome call(Turn turn, CompiledTool tool, ToolChain.Identity identity)
      throws InterruptedException {
    try {
      return tool.chain.run(turn.run, identity, turn.arguments(identity.position()));
    } catch (InterruptedException e) {
      throw e;
    } catch (MiddlewareContractException e) {
      return new ToolOutcome.Internal(turn.run.newIncidentId(), e.link(), e);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      if (Interrupts.isInterrupt(e)) {
        throw Interrupts.unwrapped(
            "a layer around tool '" + identity.toolName() + "' was interrupted", e);
      }
      return new ToolOutcome.Internal(turn.run.newIncidentId(), "a layer", e);
    }
  }

  /** Tells that a call begins; when that was. */
  private static long started(Turn turn, ToolChain.Identity identity) {
    String arguments = turn.requests.get(identity.position()).arguments();
    int size = arguments == null ? 0 : arguments.length();
    turn.run.emit(origin -> new RunEvent.ToolCallStarted(origin, ref(identity), size));
    return turn.run.time().nanoTime();
  }

  private static void ended(
      RunState run, ToolChain.Identity identity, ToolOutcome outcome, long begin) {
    if (run.observed()) {
      Duration took = Duration.ofNanos(run.time().nanoTime() - begin);
      run.emit(origin -> new RunEvent.ToolCallEnded(origin, ref(identity), outcome, took));
    }
  }

  private static RunEvent.CallRef ref(ToolChain.Identity identity) {
    return new RunEvent.CallRef(
        identity.callId(), identity.toolName(), identity.turn(), identity.position());
  }
}
