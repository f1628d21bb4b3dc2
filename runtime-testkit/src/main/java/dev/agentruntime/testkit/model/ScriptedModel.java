package dev.agentruntime.testkit.model;

import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
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
  private final Tally asked = new Tally();

  /** Guarded by its own lock. */
  private final List<ChatRequest> requests = new ArrayList<>();

  private ScriptedModel(TimeSource time, List<Turn> script) {
    this.time = Objects.requireNonNull(time, "time");
    this.script = List.copyOf(script);
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
    int number;
    synchronized (requests) {
      requests.add(request);
      number = requests.size();
    }
    asked.add();
    if (number > script.size()) {
      throw new AssertionError(beyond(number, request));
    }
    return script.get(number - 1).play(request, number, time);
  }

  private String beyond(int number, ChatRequest request) {
    return "the model was asked for turn "
        + number
        + ", but its script has "
        + script.size()
        + "; asked last: "
        + Texts.last(request.messages());
  }

  /**
   * What the model was asked, beyond its script too.
   *
   * @return a snapshot, in the order of arrival
   */
  public List<ChatRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
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
    if (!asked.await(atLeast, latest, time)) {
      throw new AssertionError(
          "expected "
              + atLeast
              + " requests to the model, had "
              + asked.count()
              + " when time was up");
    }
  }

  /**
   * Fails unless every turn of the script was asked for, and nothing more.
   *
   * @throws AssertionError if turns are left or the model was asked beyond its script
   */
  public void assertExhausted() {
    List<ChatRequest> all = requests();
    if (all.size() > script.size()) {
      throw new AssertionError(beyond(all.size(), all.getLast()));
    }
    if (all.size() < script.size()) {
      throw new AssertionError(
          "the model was asked for "
              + all.size()
              + " of "
              + script.size()
              + " turns; the next would have been: "
              + script.get(all.size()));
    }
  }

  @Override
  public String toString() {
    return "ScriptedModel(asked " + asked.count() + " times, " + script.size() + " turns)";
  }
}
