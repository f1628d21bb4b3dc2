package dev.agentruntime.testkit.model;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model that plays a script, one turn per request, and remembers what it was asked.
 *
 * <pre>{@code
 * ScriptedModel model = ScriptedModel.of(
 *     Turn.call("read_log", "{\"file\":\"app.log\"}"),
 *     Turn.answer("The disk is full."));
 * }</pre>
 *
 * <p>There is one script: requests take its turns in the order in which they arrive, whoever sends
 * them. That is deterministic for one conversation at a time. For several at once use a model each,
 * or a {@link RuleModel}.
 *
 * <p>Asked beyond its script, the model throws an {@link AssertionError} that says so, and {@link
 * #assertExhausted} fails as well, since the error may be caught on its way. Safe for use by many
 * threads.
 */
public final class ScriptedModel implements ChatModel {
  private final TimeSource time;
  private final List<Turn> script;
  private final RequestLog log;

  private ScriptedModel(TimeSource time, List<Turn> script) {
    this.time = Objects.requireNonNull(time, "time");
    this.script = List.copyOf(script);
    this.log = new RequestLog(this.script);
  }

  /**
   * A model on the real clock.
   *
   * @param script what it does, turn by turn
   * @return a new model
   */
  public static ScriptedModel of(Turn... script) {
    return on(TimeSource.system(), script);
  }

  /**
   * A model whose delays and hangs are on a given clock.
   *
   * @param time the clock, in tests usually virtual
   * @param script what it does, turn by turn
   * @return a new model
   */
  public static ScriptedModel on(TimeSource time, Turn... script) {
    return new ScriptedModel(time, List.of(script));
  }

  /**
   * A model with a script made by a program.
   *
   * @param time the clock, in tests usually virtual
   * @param script what it does, turn by turn
   * @return a new model
   */
  public static ScriptedModel on(TimeSource time, List<Turn> script) {
    return new ScriptedModel(time, script);
  }

  /** Plays the next turn; null if the turn is a {@link Turn#nullResponse()}. */
  @Override
  public @Nullable ChatResponse doChat(ChatRequest request) {
    int number = log.add(request);
    return script.get(number - 1).play(request, number, time);
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
   * Waits until the model was asked, on the model's clock. A test that wants to catch a model in a
   * hang waits here first.
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
    return "ScriptedModel(" + log + ")";
  }
}
