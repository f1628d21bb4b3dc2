package dev.agentruntime.testkit.model;

import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Objects;

/**
 * A streaming model that plays a script, one turn per request, and remembers what it was asked and
 * how often it was cancelled. The streaming twin of {@link ScriptedModel}.
 *
 * <pre>{@code
 * ScriptedStreamingModel model = ScriptedStreamingModel.on(time,
 *     StreamTurn.of(Turn.call("read_log", "{\"file\":\"app.log\"}")),
 *     StreamTurn.saying("The disk", " is full."));
 * }</pre>
 *
 * <p>Its callbacks come on a thread of its own, started through the given clock and called {@code
 * provider/stream-N}, unless the turn says otherwise. Like real clients it shows the handle that
 * cancels a stream only with the first piece. Safe for use by many threads.
 */
public final class ScriptedStreamingModel implements StreamingChatModel {
  private final TimeSource time;
  private final List<StreamTurn> script;
  private final RequestLog log;
  private final Tally cancels = new Tally();

  private ScriptedStreamingModel(TimeSource time, List<StreamTurn> script) {
    this.time = Objects.requireNonNull(time, "time");
    this.script = List.copyOf(script);
    this.log = new RequestLog(this.script);
  }

  /**
   * A model on a given clock.
   *
   * @param time the clock of its pauses and threads, in tests usually virtual
   * @param script what it does, turn by turn
   * @return a new model
   */
  public static ScriptedStreamingModel on(TimeSource time, StreamTurn... script) {
    return new ScriptedStreamingModel(time, List.of(script));
  }

  /** Plays the next turn. */
  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    int number = log.add(request);
    StreamTurn turn = script.get(number - 1);
    StreamPlay play = new StreamPlay(request, number, time, handler, cancels);
    if (turn.isOnCallingThread()) {
      play(turn, play);
    } else {
      time.start("provider/stream-" + number, () -> play(turn, play));
    }
  }

  private static void play(StreamTurn turn, StreamPlay play) {
    try {
      turn.play(play);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LangChain4jException(e);
    }
  }

  /**
   * What the model was asked, beyond its script too.
   *
   * @return a snapshot, in the order of arrival
   */
  public List<ChatRequest> requests() {
    return log.all();
  }

  /**
   * How many streams were cancelled through their handles.
   *
   * @return a count
   */
  public int cancels() {
    return cancels.count();
  }

  /**
   * Waits until the model was asked, on the model's clock.
   *
   * @param atLeast how many requests
   * @param latest when to give up; with {@link Deadline#never()} virtual time is not moved by the
   *     waiting
   * @throws InterruptedException if the calling thread is or becomes interrupted
   * @throws AssertionError if the model was not asked so often in time
   */
  public void awaitRequests(int atLeast, Deadline latest) throws InterruptedException {
    log.await(atLeast, latest, time);
  }

  /**
   * Fails unless every turn of the script was asked for, and nothing more.
   *
   * @throws AssertionError if turns are left or the model was asked beyond its script
   */
  public void assertExhausted() {
    log.assertExhausted();
  }

  @Override
  public String toString() {
    return "ScriptedStreamingModel(" + log + ", " + cancels() + " cancelled)";
  }
}
