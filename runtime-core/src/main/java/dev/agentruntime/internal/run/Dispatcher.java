package dev.agentruntime.internal.run;

import dev.agentruntime.chain.MiddlewareContractException;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.ScopeTimeoutException;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of one turn. A lone call of a tool that may run inline runs on the run's own
 * thread; all others on children of a scope, at most so many at a time as the limits allow, results
 * by position. Calls of an exclusive tool run alone, after those before them and before those after
 * them.
 */
final class Dispatcher {
  private final RunState run;
  private final Turn turn;
  private final CompiledTool[] tools;
  private final ToolChain.Identity[] identities;

  /**
   * Set once per position, by whoever is first: the call's thread, or the owner giving up on it.
   */
  private final AtomicReferenceArray<@Nullable ToolOutcome> outcomes;

  private volatile @Nullable Error fatal;

  private Dispatcher(Turn turn) {
    this.turn = turn;
    this.run = turn.run;
    int size = turn.size();
    this.tools = new CompiledTool[size];
    this.identities = new ToolChain.Identity[size];
    this.outcomes = new AtomicReferenceArray<>(size);
    for (int i = 0; i < size; i++) {
      tools[i] = turn.tool(i);
      identities[i] = turn.admit(i, tools[i]);
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
    return new Dispatcher(turn).all();
  }

  private static ToolOutcome inline(Turn turn, CompiledTool tool) {
    ToolChain.Identity identity = turn.admit(0, tool);
    ToolExecutionRequest request = turn.requests.getFirst();
    if (turn.run.observed()) {
      started(turn.run, identity, request);
    }
    long begin = turn.run.observed() ? turn.run.time().nanoTime() : 0;
    ToolOutcome outcome;
    try {
      outcome = call(turn.run, tool, identity, request);
    } catch (InterruptedException e) {
      outcome = new ToolOutcome.Cancelled(turn.run.interrupted(e));
    }
    if (turn.run.observed()) {
      ended(turn.run, identity, outcome, begin);
    }
    return outcome;
  }

  private ToolOutcome[] all() {
    int from = 0;
    while (from < tools.length && run.cancellationOrNull() == null) {
      int to = from + 1;
      while (!tools[from].exclusive && to < tools.length && !tools[to].exclusive) {
        to++;
      }
      try {
        sideBySide(from, to);
      } catch (InterruptedException e) {
        run.interrupted(e);
      }
      from = to;
    }
    return answered();
  }

  private void sideBySide(int from, int to) throws InterruptedException {
    int workers = Math.min(to - from, run.agent().limits().parallelCalls());
    AtomicInteger next = new AtomicInteger(from + workers);
    ScopeOptions options =
        ScopeOptions.of("turn-" + run.modelCalls(), run.time(), run.deadline())
            .withCarriers(run.core().carriers());
    Duration grace = run.agent().limits().grace();
    TaskScope<@Nullable Void, ?> scope =
        TaskScope.open(ScopePolicy.<@Nullable Void>collect(), options);
    try {
      for (int first = from; first < from + workers; first++) {
        int begin = first;
        scope.fork(identities[first].toolName() + "#" + first, () -> work(begin, to, next));
      }
      scope.join();
    } catch (ScopeTimeoutException e) {
      run.deadlinePassed();
    } finally {
      for (AbandonedTask left :
          scope.closeWithin(new StragglerPolicy(grace, run.core().services().stragglers()))) {
        run.abandoned(left.name());
      }
    }
  }

  private @Nullable Void work(int first, int to, AtomicInteger next) {
    for (int i = first; i < to && run.cancellationOrNull() == null; i = next.getAndIncrement()) {
      ToolExecutionRequest request = turn.requests.get(i);
      started(run, identities[i], request);
      long begin = run.time().nanoTime();
      ToolOutcome outcome;
      try {
        outcome = call(run, tools[i], identities[i], request);
      } catch (InterruptedException e) {
        return null; // the owner knows why, and answers for this call and those not begun
      } catch (Error e) {
        fatal = e;
        throw e;
      }
      if (outcomes.compareAndSet(i, null, outcome)) {
        ended(run, identities[i], outcome, begin);
      }
    }
    return null;
  }

  /**
   * One outcome for every call: what did not end was cancelled, or fell to an error of the virtual
   * machine.
   */
  private ToolOutcome[] answered() {
    ToolOutcome[] answers = new ToolOutcome[tools.length];
    for (int i = 0; i < answers.length; i++) {
      if (outcomes.get(i) == null) {
        ToolOutcome missing = missing();
        if (outcomes.compareAndSet(i, null, missing)) {
          ended(run, identities[i], missing, run.time().nanoTime());
        }
      }
      answers[i] = java.util.Objects.requireNonNull(outcomes.get(i));
    }
    return answers;
  }

  private ToolOutcome missing() {
    Cancellation why = run.cancellationOrNull();
    if (why != null) {
      return new ToolOutcome.Cancelled(why);
    }
    return new ToolOutcome.Internal(run.newIncidentId(), "runtime", fatal);
  }

  /**
   * Runs a call through its chain; whatever a layer throws becomes an outcome, but for interrupts
   * and errors of the machine.
   */
  private static ToolOutcome call(
      RunState run, CompiledTool tool, ToolChain.Identity identity, ToolExecutionRequest request)
      throws InterruptedException {
    try {
      return tool.chain.run(run, identity, ToolArguments.ofText(request.arguments()));
    } catch (InterruptedException e) {
      throw e;
    } catch (MiddlewareContractException e) {
      return new ToolOutcome.Internal(run.newIncidentId(), e.link(), e);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      if (Interrupts.isInterrupt(e)) {
        InterruptedException interrupt =
            new InterruptedException(
                "a layer around tool '" + identity.toolName() + "' was interrupted");
        interrupt.initCause(e);
        throw interrupt;
      }
      return new ToolOutcome.Internal(run.newIncidentId(), "a layer", e);
    }
  }

  private static void started(
      RunState run, ToolChain.Identity identity, ToolExecutionRequest request) {
    int size = request.arguments() == null ? 0 : request.arguments().length();
    run.emit(origin -> new RunEvent.ToolCallStarted(origin, ref(identity), size));
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
