package dev.agentruntime.chain;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.Objects;

/** The rest of the way to the model. Made by the runtime; safe for use by many threads. */
@FunctionalInterface
public interface ModelHandler {

  /**
   * The way to a model itself, with nothing around it; also for middleware that asks another model
   * in place of the one it was put around.
   *
   * <p>The model is asked on the calling thread, which waits for it for as long as it takes; {@link
   * #isolated()} changes that.
   *
   * @param model the model
   * @return asks it
   */
  static ModelHandler of(ChatModel model) {
    Objects.requireNonNull(model, "model");
    return call -> model.chat(AnswerFormat.fitted(call.request(), model.supportedCapabilities()));
  }

  /**
   * Asks the model.
   *
   * @param call the request
   * @return the answer; never null
   * @throws InterruptedException if the thread was interrupted
   */
  ChatResponse handle(ModelCall call) throws InterruptedException;

  /**
   * The same on a thread of its own, so that a model that ignores its interrupt can be left behind:
   * see {@link ModelIsolation}.
   *
   * @return a new handler; what this one throws it throws too
   */
  default ModelHandler isolated() {
    return call -> ModelIsolation.handle(this, call);
  }
}
