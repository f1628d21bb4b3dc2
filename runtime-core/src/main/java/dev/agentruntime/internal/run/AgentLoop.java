package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.CancellationToken;
import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolProvider;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The loop: ask the model, dispatch its tool calls, commit the turn, ask again, until the model
 * answers or something ends the run. Runs on the thread that calls it and blocks plainly.
 * Stateless; a run's state is in its {@link RunState}.
 */
public final class AgentLoop {
  private static final Cancellation HOST_SAID_STOP =
      Cancellation.of(Cancellation.Kind.HOST, "the host's token said stop");

  private AgentLoop() {}

  /**
   * Runs an agent on the calling thread.
   *
   * @param run a run that has not begun
   * @param input what the user says; null for a run that goes on
   * @return how the run ended; an error of the virtual machine is a failure too, for the caller to
   *     throw again where that reaches somebody
   */
  static RunResult run(RunState run, @Nullable UserMessage input) {
    RunDeadline deadline = run.core().live().begin(run);
    RunResult result = null;
    try {
      run.emit(RunEvent.RunStarted::new);
      result = guarded(run, input);
      return result;
    } finally {
      run.settle();
      run.end();
      try {
        if (result != null) {
          ended(run, result);
        }
      } finally {
        run.core().live().end(deadline);
      }
    }
  }

  private static RunResult guarded(RunState run, @Nullable UserMessage input) {
    try {
      return listening(run, input);
    } catch (InterruptedException e) {
      return stopped(run, run.interrupted(e));
    } catch (ModelRefusedException e) {
      Cancellation told = run.cancellationOrNull();
      return told == null
          ? new RunResult.Stopped(
              StopReason.LAYER, e.layer() + ": " + e.detail(), run.lastText(), run)
          : stopped(run, told);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      Cancellation told = run.cancellationOrNull();
      if (told != null) {
        return stopped(run, told);
      }
      if (Interrupts.isInterrupt(e) || Thread.interrupted()) {
        return stopped(run, run.interrupted(e));
      }
      return Answering.failed(run, e);
    } catch (Throwable e) {
      return Answering.failed(run, e);
    } finally {
      run.endInnerRuns();
    }
  }

  /** With an ear for the host's own stop signal. */
  private static RunResult listening(RunState run, @Nullable UserMessage input)
      throws InterruptedException {
    CancellationToken token = run.options().cancellationToken().orElse(null);
    if (token == null) {
      return beating(run, input);
    }
    CancellationToken.Registration registration =
        Objects.requireNonNull(
            token.onCancel(() -> run.signal(HOST_SAID_STOP)), "the host's token gave null");
    try {
      return beating(run, input);
    } finally {
      stopListening(registration);
    }
  }

  /** With the host's sign of life beside it. */
  private static RunResult beating(RunState run, @Nullable UserMessage input)
      throws InterruptedException {
    return run.options().heartbeat().isPresent()
        ? Beating.around(run, () -> begin(run, input))
        : begin(run, input);
  }

  private static void stopListening(CancellationToken.Registration registration) {
    try {
      registration.close();
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      LoggerFactory.getLogger("dev.agentruntime.run")
          .warn(
              "a cancellation token's registration could not be closed: {}",
              e.getClass().getName());
    }
  }

  private static RunResult begin(RunState run, @Nullable UserMessage input)
      throws InterruptedException {
    try (SessionHistory session = SessionHistory.enter(run)) {
      run.tools(toolsFor(run));
      RunResult result;
      Resumption from = run.resumption();
      if (from != null) {
        result = goOn(run, session, from);
      } else {
        open(run, session, Objects.requireNonNull(input));
        result = converse(run);
      }
      if (session != null && !(result instanceof RunResult.Suspended)) {
        session.save();
      }
      return result;
    }
  }

  private static void open(RunState run, @Nullable SessionHistory session, UserMessage input)
      throws InterruptedException {
    UserMessage context = Contributions.gather(run, input);
    if (session != null) {
      session.begin(run.agent().system(), context, input);
      run.history(session);
      return;
    }
    if (run.agent().system() != null) {
      run.history().add(run.agent().system());
    }
    if (context != null) {
      run.history().add(context);
    }
    run.history().add(input);
  }

  private static RunResult converse(RunState run) throws InterruptedException {
    ChatResponse response = ask(run);
    while (!response.aiMessage().hasToolExecutionRequests()) {
      RunResult end = Answering.end(run, response);
      if (end != null) {
        return end;
      }
      response = ask(run);
    }
    // Bound once per run, and only for runs that call tools.
    ChatResponse first = response;
    return CurrentRun.call(run, () -> toolTurns(run, first));
  }

  private static RunResult goOn(RunState run, @Nullable SessionHistory session, Resumption from)
      throws InterruptedException {
    if (session != null) {
      run.history(session);
    }
    from.restore(run);
    return CurrentRun.call(
        run,
        () -> {
          throwIfStopped(run);
          RunResult end = toolTurn(run, Turn.resumed(run, from.checkpoint()));
          end = end == null ? modelCallsUsedUp(run) : end;
          return end == null ? toolTurns(run, ask(run)) : end;
        });
  }

  private static ToolSet toolsFor(RunState run) throws InterruptedException {
    List<ToolProvider> providers = run.agent().providers();
    if (providers.isEmpty()) {
      return run.agent().tools();
    }
    List<ToolChain> more = new ArrayList<>();
    for (ToolProvider provider : providers) {
      for (AgentTool tool : provider.tools(run)) {
        more.add(run.core().compileProvided(tool));
      }
    }
    return run.agent().tools().with(more, run.core());
  }

  private static RunResult toolTurns(RunState run, ChatResponse first) throws InterruptedException {
    ChatResponse response = first;
    while (true) {
      boolean tools = response.aiMessage().hasToolExecutionRequests();
      RunResult end = tools ? toolTurn(run, new Turn(run, response)) : Answering.end(run, response);
      end = end == null ? modelCallsUsedUp(run) : end;
      if (end != null) {
        return end;
      }
      response = ask(run);
    }
  }

  private static @Nullable RunResult modelCallsUsedUp(RunState run) {
    int limit = run.agent().limits().modelCalls();
    return run.modelCalls() < limit
        ? null
        : new RunResult.Stopped(
            StopReason.MODEL_CALL_LIMIT, "modelCalls limit " + limit, run.lastText(), run);
  }

  /** Dispatches and commits one turn; the result if the run ends with it, else null. */
  private static @Nullable RunResult toolTurn(RunState run, Turn turn) throws InterruptedException {
    run.publish();
    ToolOutcome[] outcomes = Dispatcher.dispatch(turn);
    List<RunResult.Pending> pending = pending(turn, outcomes);
    if (!pending.isEmpty() && run.cancellationOrNull() == null && turn.fatal() == null) {
      return new RunResult.Suspended(pending, run.lastText(), run, turn.checkpoint(outcomes));
    }
    turn.commit(outcomes);
    throwIfFatal(turn);
    SessionHistory session = run.session();
    if (session != null) {
      session.save();
    }
    throwIfStopped(run);
    StopReason reason = turn.stopReason();
    return reason == null
        ? null
        : new RunResult.Stopped(reason, turn.stopDetail(), run.lastText(), run);
  }

  private static void throwIfFatal(Turn turn) {
    switch (turn.fatal()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new UndeclaredThrowableException(e);
    }
  }

  private static List<RunResult.Pending> pending(Turn turn, ToolOutcome[] outcomes) {
    List<RunResult.Pending> pending = List.of();
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] instanceof ToolOutcome.Suspended suspended) {
        pending = pending.isEmpty() ? new ArrayList<>() : pending;
        pending.add(
            new RunResult.Pending(
                turn.requests.get(i).id(), turn.requests.get(i).name(), suspended));
      }
    }
    return pending;
  }

  /** The model's next turn; a silent one is asked again as often as the agent's policy says. */
  private static ChatResponse ask(RunState run) throws InterruptedException {
    ChatResponse response = askOnce(run, null);
    TurnPolicy turns = run.agent().turns();
    for (int again = 0; Answering.isEmpty(response) && mayAskAgain(run, again); again++) {
      response = askOnce(run, UserMessage.from(turns.nudge()));
    }
    return response;
  }

  private static boolean mayAskAgain(RunState run, int times) {
    return times < run.agent().turns().emptyAnswersAskedAgain()
        && run.modelCalls() < run.agent().limits().modelCalls();
  }

  private static ChatResponse askOnce(RunState run, @Nullable UserMessage nudge)
      throws InterruptedException {
    // Reading the clock is a sixth of a run that needs one request, and the run has just begun.
    long now = run.modelCalls() == 0 ? run.beganNanos() : run.time().nanoTime();
    if (run.deadline().isExpired(now)) {
      run.deadlinePassed(); // the watchdog may be a little late
    }
    throwIfStopped(run);
    ChatResponse response = ModelGateway.ask(run, nudge);
    throwIfStopped(run);
    return response;
  }

  private static void throwIfStopped(RunState run) throws InterruptedException {
    if (Thread.interrupted() || run.toldToStop()) {
      throw new InterruptedException("run " + run.runId() + " was told to stop");
    }
  }

  private static RunResult stopped(RunState run, Cancellation why) {
    if (why.kind() == Cancellation.Kind.DEADLINE) {
      return new RunResult.Stopped(
          StopReason.DEADLINE, "deadline after " + run.allowed(), run.lastText(), run);
    }
    return new RunResult.Cancelled(why, run.lastText(), run);
  }

  private static void ended(RunState run, RunResult result) {
    if (!run.observed()) {
      return;
    }
    String name = result.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    String detail =
        switch (result) {
          case RunResult.Completed _ -> "";
          case RunResult.Suspended suspended -> suspended.pending().size() + " pending";
          case RunResult.Stopped stopped -> stopped.reason().name();
          case RunResult.Cancelled cancelled -> cancelled.cancellation().kind().name();
          case RunResult.Failed failed ->
              failed.incidentId() + " " + failed.error().getClass().getName();
        };
    run.emit(origin -> new RunEvent.RunEnded(origin, name, detail, run.usage()));
  }
}
