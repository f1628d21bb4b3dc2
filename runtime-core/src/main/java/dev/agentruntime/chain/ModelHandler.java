package dev.agentruntime.chain;

import dev.agentruntime.stream.StreamOptions;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
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
   * The way to a streaming model itself, with nothing around it. The model is asked on a thread of
   * its own, and its answer read on the calling thread: pieces go to {@link ModelCall#deliver}, the
   * complete response is returned. No {@link #isolated()} is needed.
   *
   * <p>What the returned handler may throw beside what the model reports: a {@link
   * dev.agentruntime.stream.StreamStalledException}. A response without a finish reason was cut off
   * and comes back with {@code LENGTH}.
   *
   * @param model the model
   * @param options how long it may be silent
   * @return asks it
   */
  static ModelHandler of(StreamingChatModel model, StreamOptions options) {
    return new StreamedModel(model, options);
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
