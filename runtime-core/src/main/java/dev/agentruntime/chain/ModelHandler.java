package dev.agentruntime.chain;

import dev.langchain4j.model.chat.response.ChatResponse;

/** The rest of the way to the model. Made by the runtime; safe for use by many threads. */
@FunctionalInterface
public interface ModelHandler {

  /**
   * Asks the model.
   *
   * @param call the request
   * @return the answer; never null
   * @throws InterruptedException if the thread was interrupted
   */
  ChatResponse handle(ModelCall call) throws InterruptedException;
}
