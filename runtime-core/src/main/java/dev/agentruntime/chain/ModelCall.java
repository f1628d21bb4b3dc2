package dev.agentruntime.chain;

import dev.agentruntime.stream.ModelDelta;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.Objects;
import java.util.function.Consumer;
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

  /** What makes this a view of another call; null in the one the run made. */
  private final @Nullable View view;

  /** Of the call the run made only; never set back. */
  private volatile boolean delivered;

  /**
   * A view of a call.
   *
   * @param first the call the run made, which keeps what all views share
   * @param deltas where pieces of the answer go on their way to the host; null for straight there
   */
  private record View(ModelCall first, @Nullable Consumer<ModelDelta> deltas) {}

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
    this.view = null;
  }

  private ModelCall(ModelCall of, ChatRequest request, @Nullable Consumer<ModelDelta> deltas) {
    this.run = of.run;
    this.request = request;
    this.turn = of.turn;
    this.view = new View(of.first(), deltas);
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
    return new ModelCall(this, Objects.requireNonNull(changed, "changed"), deltas());
  }

  /**
   * The same call with somebody who is handed each piece of a streamed answer on its way to the
   * host. To let a piece pass, changed or not, now or later, give it to {@link #deliver} of
   * <em>this</em> call; this is where text is redacted before anybody sees it.
   *
   * @param receiver called on the thread that reads the stream, one piece at a time; what it throws
   *     ends the call
   * @return a view of this call
   */
  public ModelCall withDeltas(Consumer<ModelDelta> receiver) {
    return new ModelCall(this, request, Objects.requireNonNull(receiver, "receiver"));
  }

  /**
   * Hands a piece of the answer to the host, or to middleware further out that wants it first.
   *
   * @param delta the piece
   */
  public void deliver(ModelDelta delta) {
    if (run.observed()) {
      first().delivered = true; // before anybody sees it, whatever happens there
    }
    Consumer<ModelDelta> receiver = deltas();
    if (receiver != null) {
      receiver.accept(delta);
      return;
    }
    run.streamed(turn, delta);
  }

  /**
   * Says what the run's result may hold of the answer's text if it breaks off: from the first word
   * on what was kept counts, and none of the pieces that were delivered. For middleware that shows
   * the host more than may be in a result; called before each piece of text it delivers.
   *
   * @param text the next piece, as the result may hold it; nobody further out sees it
   */
  public void keep(String text) {
    run.kept(turn, Objects.requireNonNull(text, "text"));
  }

  /**
   * Whether some of the answer is with the host already, or on its way there. If so the call must
   * not be tried again or sent to another model: the host would see two beginnings. A piece that
   * middleware further out holds back counts, for it is going to let it pass in front of what comes
   * next.
   *
   * @return true from the moment the first piece of a streamed answer is handed to a listener, or
   *     in a run that has one to middleware; the same for all views of the call
   */
  public boolean delivered() {
    return first().delivered;
  }

  private ModelCall first() {
    return view == null ? this : view.first;
  }

  private @Nullable Consumer<ModelDelta> deltas() {
    return view == null ? null : view.deltas;
  }

  /** Sizes only: messages may hold secrets. */
  @Override
  public String toString() {
    return "ModelCall(turn " + turn + ", " + request.messages().size() + " messages)";
  }
}
