package dev.agentruntime.chain;

import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.Objects;

/**
 * One request to the model on its way. Immutable.
 *
 * @param run the run that asks
 * @param request what is asked
 * @param turn counts from 1
 */
public record ModelCall(RunFrame run, ChatRequest request, int turn) {
  /** Checks the components. */
  public ModelCall {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(request, "request");
  }

  /**
   * The same call with another request.
   *
   * @param changed the request
   * @return a new call
   */
  public ModelCall withRequest(ChatRequest changed) {
    return new ModelCall(run, changed, turn);
  }

  /** Sizes only: messages may hold secrets. */
  @Override
  public String toString() {
    return "ModelCall(turn " + turn + ", " + request.messages().size() + " messages)";
  }
}
