package dev.agentruntime.chain;

import dev.langchain4j.model.chat.response.ChatResponse;

/**
 * Wraps one request to the model: changes it, answers in its place, proceeds (more than once to try
 * again), looks at the answer. Every model request of a runtime, sub-agents' included, goes through
 * these.
 *
 * <p>Let {@link InterruptedException} pass. A {@link ModelRefusedException} ends the run as
 * stopped; any other exception ends it as failed, with the exception as the cause. Implementations
 * are shared and must be safe for use by many threads.
 */
@FunctionalInterface
public interface ModelMiddleware {

  /**
   * Wraps a request.
   *
   * @param call the request
   * @param next the rest of the way to the model
   * @return the answer; never null
   * @throws InterruptedException if the thread was interrupted
   */
  ChatResponse around(ModelCall call, ModelHandler next) throws InterruptedException;
}
