package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a limit on a thread apart from the run's, which can be left behind. Immutable; safe for use
 * by many threads.
 */
final class IsolatedModelLimit implements ModelMiddleware {
  private final String model;
  private final Duration limit;
  private final RuntimeServices services;

  IsolatedModelLimit(String model, Duration limit, RuntimeServices services) {
    this.model = model;
    this.limit = limit;
    this.services = services;
  }

  @Override
  public ChatResponse around(ModelCall call, ModelHandler next) throws InterruptedException {
    if (!services.stragglers().hasRoom()) {
      throw new ModelBusyException(
          "model '"
              + model
              + "' was not asked, since "
              + services.stragglers().aliveCount()
              + " abandoned tasks are alive and the cap is "
              + services.stragglers().cap());
    }
    long begin = services.time().nanoTime();
    long limitNanos = Deadline.saturatedNanos(limit);
    Deadline deadline =
        ModelTimeout.runEndsFirst(call, begin + limitNanos)
            ? Deadline.never()
            : Deadline.afterNanos(limitNanos, begin);
    return ended(call, ask(call, next, deadline), begin + limitNanos);
  }

  private IsolatedResult<ChatResponse> ask(ModelCall call, ModelHandler next, Deadline deadline)
      throws InterruptedException {
    AtomicReference<@Nullable AbandonedTask> left = new AtomicReference<>();
    try {
      return Isolation.of(ModelTimeout.NAME, services.time(), call.run().stragglerPolicy())
          .withCarriers(services.carriers())
          .withWatchdog(services.watchdog())
          .<ChatResponse>call(
              "turn-" + call.turn(),
              deadline,
              () -> next.handle(call),
              task -> {
                left.set(task);
                call.run().abandoned(task.thread().getName());
              });
    } catch (InterruptedException e) {
      AbandonedTask task = left.get();
      throw task == null ? e : new AbandonedInterrupt(e, task);
    }
  }

  private ChatResponse ended(ModelCall call, IsolatedResult<ChatResponse> result, long endNanos)
      throws InterruptedException {
    return switch (result) {
      case IsolatedResult.Returned<ChatResponse>(ChatResponse response) -> response;
      case IsolatedResult.Threw<ChatResponse>(Throwable thrown) -> throw asThrown(thrown);
      case IsolatedResult.EndedLate<ChatResponse>(IsolatedResult.Ended<ChatResponse> end) ->
          endedLate(call, end, endNanos);
      case IsolatedResult.NotStarted<ChatResponse> _ -> throw timedOut(call, null, null);
      case IsolatedResult.Abandoned<ChatResponse>(AbandonedTask task) ->
          throw timedOut(call, null, task);
    };
  }

  private ChatResponse endedLate(
      ModelCall call, IsolatedResult.Ended<ChatResponse> end, long endNanos)
      throws InterruptedException {
    return switch (end) {
      case IsolatedResult.Returned<ChatResponse>(ChatResponse response) -> {
        ModelTimeout.tellOverdue(call, model, services.time().nanoTime() - endNanos);
        yield response;
      }
      case IsolatedResult.Threw<ChatResponse>(Throwable thrown) ->
          throw ModelTimeout.mayBeTheInterrupt(thrown)
              ? timedOut(call, thrown, null)
              : asThrown(thrown);
    };
  }

  /** The run comes first, though the limit was reached as well. */
  private ModelTimeoutException timedOut(
      ModelCall call, @Nullable Throwable cause, @Nullable AbandonedTask task)
      throws InterruptedException {
    if (ModelTimeout.isRunOver(call, services.time().nanoTime())) {
      InterruptedException over = new InterruptedException("the run was told to stop");
      throw task == null ? over : new AbandonedInterrupt(over, task);
    }
    return new ModelTimeoutException(model, limit, cause, task);
  }

  private static RuntimeException asThrown(Throwable thrown) throws InterruptedException {
    return switch (thrown) {
      case InterruptedException e -> throw e;
      case Error e -> throw e;
      case RuntimeException e -> e;
      default -> new UndeclaredThrowableException(thrown);
    };
  }
}
