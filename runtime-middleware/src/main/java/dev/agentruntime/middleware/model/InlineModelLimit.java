package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;

/** Keeps a limit on the run's own thread. Immutable; safe for use by many threads. */
final class InlineModelLimit implements ModelMiddleware {
  private final String model;
  private final Duration limit;
  private final RuntimeServices services;

  InlineModelLimit(String model, Duration limit, RuntimeServices services) {
    this.model = model;
    this.limit = limit;
    this.services = services;
  }

  @Override
  public ChatResponse around(ModelCall call, ModelHandler next) throws InterruptedException {
    long end = services.time().nanoTime() + Deadline.saturatedNanos(limit);
    if (ModelTimeout.runEndsFirst(call, end)) {
      return next.handle(call);
    }
    TimeLimit armed = services.watchdog().arm(end);
    ChatResponse response;
    try {
      response = next.handle(call);
    } catch (Throwable e) {
      if (armed.end()) {
        throwIfTimedOut(call, e);
      }
      throw e;
    }
    if (armed.end()) {
      passOnCancellation(call);
      ModelTimeout.tellOverdue(call, model, services.time().nanoTime() - end);
    }
    return response;
  }

  private void throwIfTimedOut(ModelCall call, Throwable thrown) {
    if (ModelTimeout.isRunOver(call, services.time().nanoTime())) {
      // The run's own interrupt may have gone down with the limit's.
      if (!(thrown instanceof InterruptedException)) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    if (ModelTimeout.mayBeTheInterrupt(thrown)) {
      throw new ModelTimeoutException(model, limit, thrown, null);
    }
  }

  private void passOnCancellation(ModelCall call) {
    if (call.run().cancellation().isPresent()) {
      Thread.currentThread().interrupt();
    }
  }
}
