package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers a request from memory if the same tenant put the same request to the same model before.
 * Only requests the host declares deterministic take part.
 *
 * <p>The same means all of it: every message, every parameter, every tool, the name of the model
 * and the tenant, compared in full. Nothing is ever shared between tenants. A run without a tenant
 * takes no part, since nobody said with whom it may share, unless the host has {@linkplain
 * Builder#sharedWithoutTenant() said so}.
 *
 * <p>Kept are whole answers alone: finished by the model itself, with a text, and without tool
 * calls unless those are declared too. What was cut off, filtered or ended for a reason unknown is
 * not kept.
 *
 * <p>An answer from memory reports no usage, for nothing was used, and it comes whole: a run that
 * streams gets no pieces of it, only its end. Emits {@code hit}, {@code miss} and {@code kept}.
 *
 * <p>It belongs outside of all that costs or waits, and inside what changes requests, so that what
 * is kept is what was sent. State is kept per runtime; immutable but for that; safe for use by many
 * threads.
 */
public final class ResponseCache implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-cache";

  /** A few megabytes at the usual length of conversations. */
  public static final int DEFAULT_MAX_ENTRIES = 1_000;

  /** Long enough for a batch or a test run, short enough that a changed model shows soon. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofHours(1);

  private final Predicate<? super ChatRequest> deterministic;
  private final int maxEntries;
  private final Duration maxAge;
  private final boolean toolCalls;
  private final boolean sharedWithoutTenant;

  private ResponseCache(Builder from) {
    this.deterministic = from.deterministic;
    this.maxEntries = from.maxEntries;
    this.maxAge = from.maxAge;
    this.toolCalls = from.toolCalls;
    this.sharedWithoutTenant = from.sharedWithoutTenant;
  }

  /**
   * A cache for some requests.
   *
   * @param deterministic says which requests give the same answer each time, or an answer that is
   *     good enough to be given again; called on the run's thread
   * @return a new builder that holds the defaults
   */
  public static Builder forRequests(Predicate<? super ChatRequest> deterministic) {
    return new Builder(deterministic);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    String model = binding.model();
    TimeSource time = binding.time();
    Slot<CachedResponses> slot =
        binding.slot(
            StateScope.RUNTIME, "responses", () -> new CachedResponses(maxEntries, maxAge));
    return (call, next) -> {
      if (!takesPart(call)) {
        return next.handle(call);
      }
      CachedResponses kept = slot.get(call.run());
      CachedResponses.Key key = new CachedResponses.Key(call.run().tenant(), model, call.request());
      Optional<ChatResponse> known = kept.get(key, time.nanoTime());
      ModelEvents.tell(call, NAME, known.isPresent() ? "hit" : "miss", () -> "'" + model + "'");
      if (known.isPresent()) {
        return known.get();
      }
      ChatResponse response = next.handle(call);
      if (isWorthKeeping(response)) {
        kept.put(key, withoutUsage(response), time.nanoTime());
        ModelEvents.tell(call, NAME, "kept", () -> kept.size() + " of " + maxEntries);
      }
      return response;
    };
  }

  private boolean takesPart(ModelCall call) {
    return (sharedWithoutTenant || call.run().tenant().isPresent())
        && deterministic.test(call.request());
  }

  private boolean isWorthKeeping(ChatResponse response) {
    if (response == null || response.aiMessage() == null) {
      return false;
    }
    if (response.aiMessage().hasToolExecutionRequests()) {
      return toolCalls && response.finishReason() == FinishReason.TOOL_EXECUTION;
    }
    String text = response.aiMessage().text();
    return response.finishReason() == FinishReason.STOP && text != null && !text.isBlank();
  }

  private static ChatResponse withoutUsage(ChatResponse response) {
    return ChatResponse.builder()
        .aiMessage(response.aiMessage())
        .id(response.id())
        .modelName(response.modelName())
        .finishReason(response.finishReason())
        .build();
  }

  @Override
  public String toString() {
    return "ResponseCache(at most "
        + maxEntries
        + " for "
        + maxAge
        + (toolCalls ? ", tool calls too" : "")
        + (sharedWithoutTenant ? ", shared without tenant" : "")
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private final Predicate<? super ChatRequest> deterministic;
    private int maxEntries = DEFAULT_MAX_ENTRIES;
    private Duration maxAge = DEFAULT_MAX_AGE;
    private boolean toolCalls;
    private boolean sharedWithoutTenant;

    private Builder(Predicate<? super ChatRequest> deterministic) {
      this.deterministic = Objects.requireNonNull(deterministic, "deterministic");
    }

    /**
     * How many answers are kept; the one unused for longest makes room.
     *
     * @param entries at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxEntries(int entries) {
      this.maxEntries = Settings.atLeast(1, "response cache maxEntries", entries);
      return this;
    }

    /**
     * How long an answer is good for, from when it came.
     *
     * @param age more than zero
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder maxAge(Duration age) {
      this.maxAge = Settings.positive("response cache maxAge", age);
      return this;
    }

    /**
     * Keeps answers that call tools too: the calls are made anew each time, the asking is not.
     *
     * @return this builder
     */
    public Builder toolCallsToo() {
      this.toolCalls = true;
      return this;
    }

    /**
     * Lets runs without a tenant share answers among each other: for hosts that have no tenants.
     *
     * @return this builder
     */
    public Builder sharedWithoutTenant() {
      this.sharedWithoutTenant = true;
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public ResponseCache build() {
      return new ResponseCache(this);
    }
  }
}
