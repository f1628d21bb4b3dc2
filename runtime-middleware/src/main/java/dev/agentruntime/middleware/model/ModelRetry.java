package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.middleware.waiting.CarriesRetryAfter;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Asks the model again after a failure that may pass.
 *
 * <p>It is the one owner of retries: switch off those of the client, {@code maxRetries(0)} on
 * langchain4j's builders, or attempts multiply out of sight of deadlines and events. A client does
 * not tell how it is configured, so this cannot be checked here.
 *
 * <p>Between attempts it waits as long as the provider asked ({@link CarriesRetryAfter}) plus a
 * {@link Backoff}. It never waits past the run's deadline: if the wait would not fit it gives up at
 * once. Cancelling the run ends a wait. Once a piece of the answer has reached the host ({@link
 * ModelCall#delivered()}) it does not try again: the host would see two beginnings.
 *
 * <p>It belongs outside a fallback and everything that is per attempt, and inside a cache.
 *
 * <p>Emits {@code failed} for each failed attempt, {@code waiting} before a wait, {@code recovered}
 * when a later attempt answered and {@code gave_up} otherwise. Throws the failure itself if it is
 * not temporary and was the first, else a {@link ModelRetriesExhaustedException}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ModelRetry implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-retry";

  /** Two retries ride out most hiccups; more only add load to a provider that is down. */
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  /** Providers' windows are a minute; whoever asks for more is out for a while. */
  public static final Duration DEFAULT_MAX_RETRY_AFTER = Duration.ofMinutes(1);

  private final RetryTerms terms;
  private final FailureClassifier classifier;
  private final Supplier<? extends RandomGenerator> random;

  private ModelRetry(Builder from) {
    this.terms = new RetryTerms(from.maxAttempts, from.backoff, from.maxRetryAfter);
    this.classifier = from.classifier;
    this.random = from.random;
  }

  /**
   * The defaults.
   *
   * @return a new layer
   */
  public static ModelRetry standard() {
    return builder().build();
  }

  /**
   * For anything else.
   *
   * @return a new builder that holds the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    return (call, next) -> new Attempts(call, next, binding.time()).run();
  }

  /**
   * Whether an exception is not a failure of the model, but what ends the run: whoever told it to
   * stop, or refused to let it go on, waits for it to come out.
   */
  static boolean isTheRunsEnd(ModelCall call, RuntimeException thrown, ModelFailure failure) {
    return thrown instanceof ModelRefusedException
        || failure.kind() == ModelFailure.Kind.INTERRUPTED
        || Thread.currentThread().isInterrupted()
        || call.run().cancellation().isPresent();
  }

  @Override
  public String toString() {
    return "ModelRetry(at most "
        + terms.maxAttempts()
        + " attempts, backoff "
        + terms.backoff().first()
        + " to "
        + terms.backoff().longest()
        + ", retry-after up to "
        + terms.maxRetryAfter()
        + ")";
  }

  /** The attempts of one call. Confined to its thread. */
  private final class Attempts {
    private final ModelCall call;
    private final ModelHandler next;
    private final TimeSource time;
    private final List<RuntimeException> failures = new ArrayList<>(0);

    Attempts(ModelCall call, ModelHandler next, TimeSource time) {
      this.call = call;
      this.next = next;
      this.time = time;
    }

    ChatResponse run() throws InterruptedException {
      while (true) {
        try {
          ChatResponse response = next.handle(call);
          if (!failures.isEmpty()) {
            tell("recovered", () -> "attempt " + (failures.size() + 1));
          }
          return response;
        } catch (RuntimeException e) {
          time.sleep(waitAfter(e));
        }
      }
    }

    /** How long to wait after a failure, or throws what ends the call. */
    private Duration waitAfter(RuntimeException thrown) {
      ModelFailure failure = classifier.classify(thrown);
      if (isTheRunsEnd(call, thrown, failure)) {
        throw thrown;
      }
      failures.add(thrown);
      int attempt = failures.size();
      tell("failed", () -> "attempt " + attempt + ": " + failure);
      Duration left = call.run().deadline().remaining(time);
      RetryTerms.Left bounds = new RetryTerms.Left(left, random.get());
      return switch (terms.after(failure, attempt, call.delivered(), bounds)) {
        case RetryTerms.Next.Again(Duration wait) -> {
          tell("waiting", () -> wait + " before attempt " + (attempt + 1));
          yield wait;
        }
        case RetryTerms.Next.GiveUp(String code, String why) -> {
          tell("gave_up", () -> code + ": " + why);
          if (attempt == 1 && !failure.temporary()) {
            throw thrown;
          }
          throw new ModelRetriesExhaustedException(
              "gave up on the model after attempt "
                  + attempt
                  + " ("
                  + failure.kind()
                  + "), since "
                  + why,
              failure,
              failures);
        }
      };
    }

    private void tell(String code, Supplier<String> detail) {
      ModelEvents.tell(call, NAME, code, detail);
    }
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
    private Backoff backoff = Backoff.standard();
    private Duration maxRetryAfter = DEFAULT_MAX_RETRY_AFTER;
    private FailureClassifier classifier = FailureClassifier.standard();
    private Supplier<? extends RandomGenerator> random = ThreadLocalRandom::current;

    private Builder() {}

    /**
     * How often the model may be asked for one turn, the first time included.
     *
     * @param attempts at least 2; to switch retries off leave the layer out
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 2
     */
    public Builder maxAttempts(int attempts) {
      this.maxAttempts = Settings.atLeast(2, "model retry maxAttempts", attempts);
      return this;
    }

    /**
     * How long to wait between attempts.
     *
     * @param waits the waits; {@link Backoff#standard()} unless set
     * @return this builder
     */
    public Builder backoff(Backoff waits) {
      this.backoff = Objects.requireNonNull(waits, "waits");
      return this;
    }

    /**
     * The longest wait a provider may ask for; if it asks for more the call fails at once.
     *
     * @param longest more than zero; {@link #DEFAULT_MAX_RETRY_AFTER} unless set
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder maxRetryAfter(Duration longest) {
      this.maxRetryAfter = Settings.positive("model retry maxRetryAfter", longest);
      return this;
    }

    /**
     * What says which failures are temporary.
     *
     * @param own the classifier; {@link FailureClassifier#standard()} unless set
     * @return this builder
     */
    public Builder classifier(FailureClassifier own) {
      this.classifier = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * Where the jitter comes from, for tests that want the same each time.
     *
     * @param source asked before each wait; what it gives is used on the calling thread
     * @return this builder
     */
    public Builder random(Supplier<? extends RandomGenerator> source) {
      this.random = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public ModelRetry build() {
      return new ModelRetry(this);
    }
  }
}
