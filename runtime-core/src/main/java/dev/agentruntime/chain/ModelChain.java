package dev.agentruntime.chain;

import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;

/** Composes model middleware, once per model. Stateless. */
public final class ModelChain {
  private ModelChain() {}

  /**
   * Puts middleware around a model.
   *
   * @param middleware outermost first
   * @param model asks the model itself
   * @return asks the model through the middleware
   */
  public static ModelHandler compose(List<ModelMiddleware> middleware, ModelHandler model) {
    ModelHandler next = model;
    for (ModelMiddleware link : middleware.reversed()) {
      next = new Step(link, next);
    }
    return next;
  }

  private record Step(ModelMiddleware link, ModelHandler next) implements ModelHandler {
    @Override
    public ChatResponse handle(ModelCall call) throws InterruptedException {
      ChatResponse response = link.around(call, next);
      if (response == null) {
        throw new MiddlewareContractException(
            link.getClass().getName(), "returned null for " + call);
      }
      return response;
    }
  }
}
