package dev.agentruntime.testkit.provider;

import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a provider answers a request with, whatever the format: says something, calls tools, or
 * fails.
 *
 * <pre>{@code
 * Reply.call("read_log", "{\"file\":\"app.log\"}").andCall("disk_usage", "{}").withUsage(120, 30)
 * Reply.text("The disk is full.").thinking("97 % is a lot.")
 * Reply.error(429).retryAfter(Duration.ofSeconds(2))
 * }</pre>
 *
 * <p>Unless told otherwise a reply reports {@value #DEFAULT_INPUT_TOKENS} tokens in and {@value
 * #DEFAULT_OUTPUT_TOKENS} out, and finishes as the provider does after texts or calls. Calls get
 * ids of their own in the formats of OpenAI and Anthropic, and none in Ollama's.
 *
 * <p>Immutable; the methods that change something return changed copies.
 */
public final class Reply {
  /** Tokens a reply reports as sent; any number that a test can tell from another. */
  public static final int DEFAULT_INPUT_TOKENS = 11;

  /** Tokens a reply reports as produced; any number that a test can tell from another. */
  public static final int DEFAULT_OUTPUT_TOKENS = 7;

  /** The three things a reply can be. */
  sealed interface Body {}

  /** Something said. */
  record Saying(Said said) implements Body {}

  /** An error in the format's own envelope. */
  record Failing(int status, String message) implements Body {}

  /** Any bytes. */
  record Raw(int status, String contentType, String text) implements Body {}

  private final Body body;
  private final Delivery delivery;
  private final @Nullable String retryAfter;

  private Reply(Body body, Delivery delivery, @Nullable String retryAfter) {
    this.body = body;
    this.delivery = delivery;
    this.retryAfter = retryAfter;
  }

  private static Reply saying(
      @Nullable String text, @Nullable String refusal, List<Said.Call> calls, FinishReason finish) {
    return of(new Saying(Said.of(text, refusal, calls, finish)));
  }

  private static Reply of(Body body) {
    return new Reply(body, Delivery.plain(), null);
  }

  /**
   * Says a text.
   *
   * @param text the text; may be empty
   * @return a new reply
   */
  public static Reply text(String text) {
    return saying(Objects.requireNonNull(text, "text"), null, List.of(), FinishReason.STOP);
  }

  /**
   * Calls a tool.
   *
   * <p>OpenAI's format carries arguments as a text and Anthropic's stream as pieces of one, so they
   * can be malformed. Anthropic's unstreamed replies and Ollama's carry a JSON value; there
   * arguments that are not JSON are sent as a JSON string.
   *
   * @param tool the name, of a tool that exists or not
   * @param arguments JSON text, well-formed or not
   * @return a new reply
   */
  public static Reply call(String tool, String arguments) {
    return saying(null, null, List.of(Said.Call.of(tool, arguments)), FinishReason.TOOL_EXECUTION);
  }

  /**
   * Will not answer: OpenAI's {@code refusal} field in place of a text, Anthropic's stop reason
   * {@code refusal} after the text, a plain text from Ollama.
   *
   * @param why the reason given
   * @return a new reply
   */
  public static Reply refusal(String why) {
    return saying(null, Objects.requireNonNull(why, "why"), List.of(), FinishReason.CONTENT_FILTER);
  }

  /**
   * Says nothing at all: neither text nor calls.
   *
   * @return a new reply
   */
  public static Reply empty() {
    return saying(null, null, List.of(), FinishReason.STOP);
  }

  /**
   * Fails, in the format's own envelope.
   *
   * @param status an HTTP status of 400 or more, such as 401, 429, 500, 529
   * @return a new reply
   */
  public static Reply error(int status) {
    return error(status, "the fake provider was told to answer " + status);
  }

  /**
   * Fails, in the format's own envelope.
   *
   * @param status an HTTP status of 400 or more
   * @param message the error's message
   * @return a new reply
   */
  public static Reply error(int status, String message) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be from 400 to 599, was " + status);
    }
    return of(new Failing(status, Objects.requireNonNull(message, "message")));
  }

  /**
   * Answers with any body, such as a proxy's error page.
   *
   * @param status an HTTP status
   * @param contentType the content type
   * @param body the body
   * @return a new reply
   */
  public static Reply raw(int status, String contentType, String body) {
    return of(
        new Raw(
            status,
            Objects.requireNonNull(contentType, "contentType"),
            Objects.requireNonNull(body, "body")));
  }

  /**
   * This reply and one more call, in the same turn.
   *
   * @param tool the name, of a tool that exists or not
   * @param arguments JSON text, well-formed or not
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply andCall(String tool, String arguments) {
    Said.Call call = Said.Call.of(tool, arguments);
    return change(said -> said.and(call));
  }

  /**
   * This reply with a text beside its calls.
   *
   * @param text the text
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply saying(String text) {
    Objects.requireNonNull(text, "text");
    return change(said -> said.withText(text));
  }

  /**
   * This reply after some reasoning: {@code reasoning_content}, a thinking block, or {@code
   * thinking}.
   *
   * @param thinking the reasoning
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply thinking(String thinking) {
    Objects.requireNonNull(thinking, "thinking");
    return change(said -> said.withThinking(thinking));
  }

  /**
   * This reply with the given ids for its calls: the same one twice, or null for a JSON null.
   *
   * @param ids one per call
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   * @throws IllegalArgumentException if there are not as many ids as calls
   */
  public Reply withIds(@Nullable String... ids) {
    List<Said.Id> given = new ArrayList<>();
    for (String id : ids) {
      given.add(new Said.Id.Given(id));
    }
    return change(said -> said.withIds(given));
  }

  /**
   * This reply without a field for the id in any of its calls.
   *
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply withoutIds() {
    return change(
        said -> said.withIds(Collections.nCopies(said.calls().size(), new Said.Id.Absent())));
  }

  /**
   * This reply with another report of what it used.
   *
   * @param inputTokens tokens sent to the model
   * @param outputTokens tokens the model produced
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply withUsage(int inputTokens, int outputTokens) {
    return change(said -> said.withUsage(new Said.Usage(inputTokens, outputTokens)));
  }

  /**
   * This reply without a report of what it used.
   *
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply withoutUsage() {
    return change(said -> said.withUsage(null));
  }

  /**
   * This reply with another reason for its end.
   *
   * @param reason the reason, such as {@code LENGTH} or {@code CONTENT_FILTER}, or null to give
   *     none
   * @return a changed copy
   * @throws IllegalStateException if this reply says nothing
   */
  public Reply finishing(@Nullable FinishReason reason) {
    return change(said -> said.withFinish(reason));
  }

  /**
   * This reply with a {@code Retry-After} header in seconds.
   *
   * @param time how long the client should wait; parts of a second are cut off
   * @return a changed copy
   */
  public Reply retryAfter(Duration time) {
    return new Reply(body, delivery, Long.toString(time.toSeconds()));
  }

  /**
   * This reply with a {@code Retry-After} header that names a date.
   *
   * @param time when the client should come again; parts of a second are cut off
   * @return a changed copy
   */
  public Reply retryAfter(Instant time) {
    return new Reply(
        body, delivery, DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC)));
  }

  /**
   * This reply, sent another way.
   *
   * @param how how
   * @return a changed copy
   */
  public Reply sent(Delivery how) {
    return new Reply(body, Objects.requireNonNull(how, "how"), retryAfter);
  }

  private Reply change(UnaryOperator<Said> change) {
    if (body instanceof Saying(Said said)) {
      return new Reply(new Saying(change.apply(said)), delivery, retryAfter);
    }
    throw new IllegalStateException(
        "only a reply that says something can be changed this way, not " + this);
  }

  Body body() {
    return body;
  }

  Delivery delivery() {
    return delivery;
  }

  Optional<String> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  @Override
  public String toString() {
    return switch (body) {
      case Saying(Said said) ->
          "Reply("
              + (said.text() == null ? "no text" : "text")
              + ", calls "
              + said.calls().stream().map(Said.Call::tool).toList()
              + ")";
      case Failing(int status, String _) -> "Reply(error " + status + ")";
      case Raw(int status, String type, String _) -> "Reply(" + status + " " + type + ")";
    };
  }
}
