package dev.agentruntime.chain;

import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to the model on its way. The {@code with…} methods give views of the same call: they
 * differ in what they say and share what has become of it.
 *
 * <p>Immutable, but for {@link #delivered()}; safe for use by many threads.
 */
public final class ModelCall {
  private final RunFrame run;
  private final ChatRequest request;
  private final int turn;

  /** The view the run made, which keeps what all views share; null in that one. */
  private final @Nullable ModelCall first;

  /** Of the first view only; never set back. */
  private volatile boolean delivered;

  /**
   * A call nobody has seen yet; made by the runtime, and by tests of middleware.
   *
   * @param run the run that asks
   * @param request what is asked
   * @param turn counts from 1
   */
  public ModelCall(RunFrame run, ChatRequest request, int turn) {
    this.run = Objects.requireNonNull(run, "run");
    this.request = Objects.requireNonNull(request, "request");
    this.turn = turn;
    this.first = null;
  }

  private ModelCall(ModelCall of, ChatRequest request) {
    this.run = of.run;
    this.request = Objects.requireNonNull(request, "request");
    this.turn = of.turn;
    this.first = of.first();
  }

  /**
   * The run that asks.
   *
   * @return the run
   */
  public RunFrame run() {
    return run;
  }

  /**
   * What is asked.
   *
   * @return the request
   */
  public ChatRequest request() {
    return request;
  }

  /**
   * Which turn of the run asks.
   *
   * @return counts from 1
   */
  public int turn() {
    return turn;
  }

  /**
   * The same call with another request.
   *
   * @param changed the request
   * @return a view of this call
   */
  public ModelCall withRequest(ChatRequest changed) {
    return new ModelCall(this, changed);
  }

  /**
   * Whether some of the answer has reached the host already. If so the call must not be tried again
   * or sent to another model: the host would see two beginnings.
   *
   * @return true from the moment the first piece of a streamed answer is handed to a listener; the
   *     same for all views of the call
   */
  public boolean delivered() {
    return first().delivered;
  }

  /** A piece of the answer is about to reach the host. */
  void markDelivered() {
    first().delivered = true;
  }

  private ModelCall first() {
    return first == null ? this : first;
  }

  /** Sizes only: messages may hold secrets. */
  @Override
  public String toString() {
    return "ModelCall(turn " + turn + ", " + request.messages().size() + " messages)";
  }
}
