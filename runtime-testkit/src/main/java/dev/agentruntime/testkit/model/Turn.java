package dev.agentruntime.testkit.model;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a model does when it is asked: says something, calls tools, fails, or hangs.
 *
 * <pre>{@code
 * Turn.call("read_log", "{\"file\":\"app.log\"}").andCall("disk_usage", "{}").withUsage(120, 30)
 * Turn.answer("The disk is full.").after(Duration.ofSeconds(3))
 * Turn.call("read_log", "not JSON").withoutIds()
 * }</pre>
 *
 * <p>Unless told otherwise a turn reports no token usage and finishes as providers do: {@code STOP}
 * after a text, {@code TOOL_EXECUTION} after calls. Calls get ids of their own, made from their
 * place in the conversation.
 *
 * <p>An interrupt of a turn that waits ends it as it ends a langchain4j model on the JDK's HTTP
 * client: with a {@link LangChain4jException} caused by the {@link InterruptedException}, and the
 * thread's flag set.
 *
 * <p>Immutable; the methods that change something return changed copies.
 */
public final class Turn {
  private sealed interface Deed {}

  private record Say(Answer answer) implements Deed {}

  private record Do(String what, Action action) implements Deed {}

  @FunctionalInterface
  private interface Action {
    @Nullable ChatResponse perform(ChatRequest request, TimeSource time)
        throws InterruptedException;
  }

  private final Deed deed;
  private final Duration delay;

  private Turn(Deed deed, Duration delay) {
    this.deed = deed;
    this.delay = delay;
  }

  private static Turn doing(String what, Action action) {
    return new Turn(new Do(what, action), Duration.ZERO);
  }

  /**
   * Says a text.
   *
   * @param text the text; may be empty
   * @return a new turn
   */
  public static Turn answer(String text) {
    return new Turn(
        new Say(Answer.of(Objects.requireNonNull(text, "text"), List.of())), Duration.ZERO);
  }

  /**
   * Calls a tool.
   *
   * @param tool the name, of a tool that exists or not
   * @param arguments JSON text, well-formed or not, or null as some providers send for no arguments
   * @return a new turn
   */
  public static Turn call(String tool, @Nullable String arguments) {
    return new Turn(new Say(Answer.of(null, List.of(callOf(tool, arguments)))), Duration.ZERO);
  }

  private static Answer.Call callOf(String tool, @Nullable String arguments) {
    return new Answer.Call(new Answer.Id.Minted(), Objects.requireNonNull(tool, "tool"), arguments);
  }

  /**
   * Says nothing at all: neither text nor calls.
   *
   * @return a new turn
   */
  public static Turn empty() {
    return new Turn(new Say(Answer.of(null, List.of())), Duration.ZERO);
  }

  /**
   * Returns null in place of a response, as a defective model adapter may.
   *
   * @return a new turn
   */
  public static Turn nullResponse() {
    return doing("null", (request, time) -> null);
  }

  /**
   * Fails as providers do when asked too often.
   *
   * @return a new turn
   */
  public static Turn rateLimit() {
    return failure(new RateLimitException("429 Too Many Requests"));
  }

  /**
   * Fails.
   *
   * @param thrown what is thrown, each time this turn is played
   * @return a new turn
   */
  public static Turn failure(RuntimeException thrown) {
    Objects.requireNonNull(thrown, "thrown");
    return doing(
        "throw " + thrown,
        (request, time) -> {
          throw thrown;
        });
  }

  /**
   * Fails with an error, as after a defect of the model adapter.
   *
   * @param thrown what is thrown, each time this turn is played
   * @return a new turn
   */
  public static Turn failure(Error thrown) {
    Objects.requireNonNull(thrown, "thrown");
    return doing(
        "throw " + thrown,
        (request, time) -> {
          throw thrown;
        });
  }

  /**
   * Hangs until the thread is interrupted.
   *
   * @return a new turn
   */
  public static Turn hang() {
    return doing(
        "hang",
        (request, time) -> {
          new Gate().pass(time);
          throw new IllegalStateException("passed a gate that nobody can open");
        });
  }

  /**
   * Hangs, whoever interrupts, until the test opens a gate; then answers with an empty text and the
   * interrupt flag as it was.
   *
   * @param gate what the turn waits at
   * @return a new turn
   */
  public static Turn hangUntil(Gate gate) {
    Objects.requireNonNull(gate, "gate");
    return doing(
        "hang until released",
        (request, time) -> {
          gate.passIgnoringInterrupts(time);
          return Answer.of("", List.of()).response(0);
        });
  }

  /**
   * Does whatever a function does with the request.
   *
   * @param function the response, or null, or throws
   * @return a new turn
   */
  public static Turn computed(Function<ChatRequest, @Nullable ChatResponse> function) {
    Objects.requireNonNull(function, "function");
    return doing("compute", (request, time) -> function.apply(request));
  }

  /**
   * This turn and one more call, in the same response.
   *
   * @param tool the name, of a tool that exists or not
   * @param arguments JSON text, well-formed or not, or null as some providers send for no arguments
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   */
  public Turn andCall(String tool, @Nullable String arguments) {
    Answer answer = answer();
    List<Answer.Call> calls = new ArrayList<>(answer.calls());
    calls.add(callOf(tool, arguments));
    FinishReason finish =
        answer.finish() == FinishReason.STOP ? FinishReason.TOOL_EXECUTION : answer.finish();
    return with(new Answer(answer.text(), calls, answer.usage(), finish));
  }

  /**
   * This turn with another text, beside its calls.
   *
   * @param text the text
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   */
  public Turn saying(String text) {
    Answer answer = answer();
    return with(
        new Answer(
            Objects.requireNonNull(text, "text"), answer.calls(), answer.usage(), answer.finish()));
  }

  /**
   * This turn with the given ids for its calls: the same one twice, or null for a call without an
   * id.
   *
   * @param ids one per call
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   * @throws IllegalArgumentException if there are not as many ids as calls
   */
  public Turn withIds(@Nullable String... ids) {
    Answer answer = answer();
    if (ids.length != answer.calls().size()) {
      throw new IllegalArgumentException(
          "ids must be as many as calls (" + answer.calls().size() + "), were " + ids.length);
    }
    List<Answer.Call> calls = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      Answer.Call call = answer.calls().get(i);
      calls.add(new Answer.Call(new Answer.Id.Given(ids[i]), call.tool(), call.arguments()));
    }
    return with(new Answer(answer.text(), calls, answer.usage(), answer.finish()));
  }

  /**
   * This turn with no id on any of its calls, as some providers send them.
   *
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   */
  public Turn withoutIds() {
    return withIds(new @Nullable String[answer().calls().size()]);
  }

  /**
   * This turn with a report of what it used.
   *
   * @param inputTokens tokens sent to the model
   * @param outputTokens tokens the model produced
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   */
  public Turn withUsage(int inputTokens, int outputTokens) {
    return withUsage(new TokenUsage(inputTokens, outputTokens));
  }

  /**
   * This turn with a report of what it used; for reports with holes in them.
   *
   * @param usage the report, whose counts may be null
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   */
  public Turn withUsage(TokenUsage usage) {
    Answer answer = answer();
    return with(
        new Answer(
            answer.text(),
            answer.calls(),
            Objects.requireNonNull(usage, "usage"),
            answer.finish()));
  }

  /**
   * This turn with another finish reason.
   *
   * @param reason the reason, such as {@code LENGTH} or {@code CONTENT_FILTER}, or null as some
   *     providers send
   * @return a changed copy
   * @throws IllegalStateException if this turn answers nothing
   */
  public Turn finishing(@Nullable FinishReason reason) {
    Answer answer = answer();
    return with(new Answer(answer.text(), answer.calls(), answer.usage(), reason));
  }

  /**
   * This turn after a time, counted on the model's clock.
   *
   * @param time how long it takes, before whatever else it does
   * @return a changed copy
   */
  public Turn after(Duration time) {
    return new Turn(deed, Objects.requireNonNull(time, "time"));
  }

  private Turn with(Answer answer) {
    return new Turn(new Say(answer), delay);
  }

  private Answer answer() {
    if (deed instanceof Say(Answer answer)) {
      return answer;
    }
    throw new IllegalStateException(
        "only a turn that answers can be changed this way, not one that does: " + this);
  }

  /**
   * Plays this turn.
   *
   * @param request what was asked
   * @param number the turn's number in the conversation, from 1
   * @param time the clock to wait on
   */
  @Nullable ChatResponse play(ChatRequest request, int number, TimeSource time) {
    try {
      if (!delay.isZero()) {
        time.sleep(delay);
      }
      return switch (deed) {
        case Say(Answer answer) -> answer.response(number);
        case Do(String _, Action action) -> action.perform(request, time);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LangChain4jException("interrupted while the model was answering", e);
    }
  }

  @Override
  public String toString() {
    String what =
        switch (deed) {
          case Say(Answer answer) -> answer.toString();
          case Do(String name, Action _) -> name;
        };
    return delay.isZero() ? what : what + " after " + delay;
  }
}
