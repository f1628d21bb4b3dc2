package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much of a conversation is kept: the newest turns, up to a number of messages or tokens.
 *
 * <p>What goes is the oldest, in whole turns: an answer goes with the results of all its tool
 * calls, so none is ever cut from its call. What is left begins with a user message: the one that
 * began the oldest exchange of which a turn is left. The newest turn and the user message it
 * answers always stay. If they alone exceed the bound they are kept and sent all the same, as half
 * a turn is one no provider takes; the bound holds again with the next turn.
 *
 * <p>The bound is for the conversation, as it is stored and as it is sent. The agent's
 * instructions, its tools and what contributors add are sent on top, and the model needs room for
 * its answer, so choose a bound well below what the model takes.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ConversationWindow {
  /**
   * Half of the 128,000 tokens that most current models take at least, which leaves the other half
   * for instructions, tools, looked-up context, the answer, and the error of the estimate.
   */
  public static final int DEFAULT_TOKENS = 64_000;

  private static final ConversationWindow DEFAULTS = tokens(DEFAULT_TOKENS);

  private final int max;
  private final @Nullable TokenCountEstimator estimator;
  private final boolean keepsFirst;

  private ConversationWindow(int max, @Nullable TokenCountEstimator estimator, boolean keepsFirst) {
    this.max = max;
    this.estimator = estimator;
    this.keepsFirst = keepsFirst;
  }

  /**
   * {@link #DEFAULT_TOKENS} tokens, by the estimate of {@link #tokens(int)}.
   *
   * @return the same instance each time
   */
  public static ConversationWindow defaults() {
    return DEFAULTS;
  }

  /**
   * A bound on the number of messages; each result of a tool call is one.
   *
   * @param max at least 2, a question and its answer
   * @return a new window
   */
  public static ConversationWindow messages(int max) {
    if (max < 2) {
      throw new IllegalArgumentException("max messages must be at least 2, was " + max);
    }
    return new ConversationWindow(max, null, false);
  }

  /**
   * A bound on tokens, by an estimate that needs no vocabulary: a token for every four ASCII
   * characters and for every other character, and a few for each message. It suits every model
   * about as badly, and costs next to nothing; for a tighter bound give the model's own estimator.
   *
   * @param max at least 1
   * @return a new window
   */
  public static ConversationWindow tokens(int max) {
    return tokens(max, RoughTokenCount.INSTANCE);
  }

  /**
   * A bound on tokens, by an estimator of the host's. Each message is estimated once when it is
   * added and once more when a conversation is loaded; never a whole conversation per turn.
   *
   * @param max at least 1
   * @param estimator must be safe for use by many threads; a negative estimate counts as zero, and
   *     what it throws fails the run
   * @return a new window
   */
  public static ConversationWindow tokens(int max, TokenCountEstimator estimator) {
    if (max < 1) {
      throw new IllegalArgumentException("max tokens must be at least 1, was " + max);
    }
    return new ConversationWindow(max, Objects.requireNonNull(estimator, "estimator"), false);
  }

  /**
   * The same window, but the first user message of the conversation stays as well, however old: the
   * task everything is about.
   *
   * @return a copy
   */
  public ConversationWindow keepingFirstUserMessage() {
    return new ConversationWindow(max, estimator, true);
  }

  /**
   * The bound.
   *
   * @return messages or tokens
   */
  public int max() {
    return max;
  }

  boolean keepsFirst() {
    return keepsFirst;
  }

  boolean countsMessages() {
    return estimator == null;
  }

  /** What a message counts; more than the bound is all the same, so sums stay far from overflow. */
  long weigh(ChatMessage message) {
    return estimator == null
        ? 1
        : Math.clamp(estimator.estimateTokenCountInMessage(message), 0, Integer.MAX_VALUE);
  }

  @Override
  public String toString() {
    return max
        + (estimator == null ? " messages" : " tokens")
        + (keepsFirst ? " and the first user message" : "");
  }
}
