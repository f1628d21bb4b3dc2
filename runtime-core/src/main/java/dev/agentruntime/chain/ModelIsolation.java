package dev.agentruntime.chain;

import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.function.Consumer;

/**
 * Asks a model on a thread of its own, so that the caller gets an answer in bounded time whatever
 * the model does. A model that goes on although it was interrupted is given the run's grace, then
 * left behind and put on record; what it answers later reaches nobody.
 *
 * <p>The price is one hop to a virtual thread and back per request. Clients that end on an
 * interrupt, as langchain4j's on the JDK's HTTP client do, do not need it. Stateless.
 */
public final class ModelIsolation {
  private ModelIsolation() {}

  /**
   * Asks, but not for longer than until a deadline: what a time limit on model calls is made of.
   *
   * @param next the way to the model
   * @param call the request
   * @param deadline when to interrupt it
   * @return what became of it
   * @throws InterruptedException if the calling thread was interrupted; by then the model has ended
   *     or was left behind
   * @throws AgentRuntimeException if so much was left behind already that no more may be risked
   */
  public static IsolatedResult<ChatResponse> call(
      ModelHandler next, ModelCall call, Deadline deadline) throws InterruptedException {
    RunFrame run = call.run();
    RuntimeServices services = run.services();
    ensureRoom(services.stragglers());
    Attempt attempt = new Attempt(call);
    try {
      return Isolation.of("model", services.time(), run.stragglerPolicy())
          .withCarriers(services.carriers())
          .withWatchdog(services.watchdog())
          .<ChatResponse>call(
              "turn-" + call.turn(),
              deadline,
              () -> next.handle(call.withDeltas(attempt)),
              task -> run.abandoned(task.thread().getName()));
    } finally {
      attempt.over = true;
    }
  }

  /** Lets pieces of the answer pass until nobody waits for it any more. */
  private static final class Attempt implements Consumer<ModelDelta> {
    private final ModelCall call;
    private volatile boolean over;

    Attempt(ModelCall call) {
      this.call = call;
    }

    @Override
    public void accept(ModelDelta delta) {
      if (!over) {
        call.deliver(delta);
      }
    }
  }

  static void ensureRoom(StragglerRegistry stragglers) {
    if (!stragglers.hasRoom()) {
      throw new AgentRuntimeException(
          "no model was asked, since "
              + stragglers.aliveCount()
              + " abandoned tasks are alive and the cap is "
              + stragglers.cap());
    }
  }

  /** Without a deadline of its own: until the run is told to stop. */
  static ChatResponse handle(ModelHandler next, ModelCall call) throws InterruptedException {
    return switch (call(next, call, Deadline.never())) {
      case IsolatedResult.Returned<ChatResponse>(ChatResponse response) -> response;
      case IsolatedResult.Threw<ChatResponse>(Throwable thrown) -> throw asThrown(thrown);
      case IsolatedResult.TimedOut<ChatResponse> late ->
          throw new IllegalStateException(
              "a model call without a deadline timed out: " + late.getClass().getSimpleName());
    };
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
