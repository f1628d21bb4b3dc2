package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.FairPermits;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are at a model at the same time. Each model has a limit of its own, over
 * all runs of the runtime; models of equal names share one.
 *
 * <p>Who finds no room waits, in the order of coming, on the run's thread: in a queue bounded in
 * length and in time. Cancelling the run, its deadline included, ends the wait. Who cannot wait, or
 * has waited long enough, gets a {@link ModelBusyException}, which is temporary.
 *
 * <p>A permit comes back when the request has ended, however that was. One that was left behind
 * ({@link ModelTimeout#isolated()}) keeps its permit until it really ends; not so one that only the
 * runtime's own isolation of model calls left behind, which tells nobody.
 *
 * <p>It belongs inside retry and fallback, so that nobody holds a permit through a wait, and
 * outside a time limit. Emits {@code waited} for a wait and {@code refused} for a refusal.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ModelLimit implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-limit";

  /** A queue longer than this is a sign that the limit, or the load, is wrong. */
  public static final int DEFAULT_MAX_QUEUED = 64;

  /** About as long as one answer takes; longer waits are better spent asking another model. */
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(30);

  private final int concurrent;
  private final int maxQueued;
  private final Duration maxWait;

  private ModelLimit(Builder from) {
    this.concurrent = from.concurrent;
    this.maxQueued = from.maxQueued;
    this.maxWait = from.maxWait;
  }

  /**
   * A limit with the default queue.
   *
   * @param concurrent how many requests at a time, at least 1
   * @return a new layer
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static ModelLimit of(int concurrent) {
    return builder(concurrent).build();
  }

  /**
   * For anything else.
   *
   * @param concurrent how many requests at a time, at least 1
   * @return a new builder that holds the defaults
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static Builder builder(int concurrent) {
    return new Builder(Settings.atLeast(1, "model limit concurrent", concurrent));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    TimeSource time = binding.time();
    String model = binding.model();
    Slot<FairPermits> slot =
        binding.perModel(
            StateScope.RUNTIME, "permits", () -> new FairPermits(concurrent, maxQueued, time));
    return (call, next) -> {
      FairPermits permits = slot.get(call.run());
      acquire(call, model, permits);
      return holding(permits, call, next);
    };
  }

  private void acquire(ModelCall call, String model, FairPermits permits)
      throws InterruptedException {
    TimeSource time = call.run().time();
    long begin = time.nanoTime();
    Deadline latest = Deadline.after(maxWait, time).earlier(call.run().deadline());
    FairPermits.Answer answer = permits.acquire(latest);
    long waited = time.nanoTime() - begin;
    switch (answer) {
      case GRANTED -> {
        if (waited > 0 && call.run().observed()) {
          ModelEvents.tell(call, NAME, "waited", () -> Duration.ofNanos(waited) + "");
        }
      }
      case QUEUE_FULL -> throw refused(call, model, "maxQueued " + maxQueued + " are waiting");
      case TOO_LATE ->
          throw refused(
              call,
              model,
              "none became free within " + Duration.ofNanos(waited) + ", maxWait is " + maxWait);
    }
  }

  private ModelBusyException refused(ModelCall call, String model, String why) {
    ModelEvents.tell(call, NAME, "refused", () -> why);
    return new ModelBusyException(
        "model '" + model + "' may be asked " + concurrent + " at a time; " + why);
  }

  private static ChatResponse holding(FairPermits permits, ModelCall call, ModelHandler next)
      throws InterruptedException {
    @Nullable AbandonedTask left = null;
    try {
      return next.handle(call);
    } catch (ModelTimeoutException e) {
      left = e.abandoned().orElse(null);
      throw e;
    } catch (AbandonedInterrupt e) {
      left = e.task();
      throw e;
    } finally {
      if (left == null) {
        permits.release();
      } else {
        left.onEnd(permits::release);
      }
    }
  }

  @Override
  public String toString() {
    return "ModelLimit("
        + concurrent
        + " at a time, at most "
        + maxQueued
        + " waiting for at most "
        + maxWait
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private final int concurrent;
    private int maxQueued = DEFAULT_MAX_QUEUED;
    private Duration maxWait = DEFAULT_MAX_WAIT;

    private Builder(int concurrent) {
      this.concurrent = concurrent;
    }

    /**
     * How many may wait for one model.
     *
     * @param requests zero or more; zero refuses at once
     * @return this builder
     * @throws IllegalArgumentException if the number is negative
     */
    public Builder maxQueued(int requests) {
      this.maxQueued = Settings.atLeast(0, "model limit maxQueued", requests);
      return this;
    }

    /**
     * How long one may wait.
     *
     * @param time more than zero
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder maxWait(Duration time) {
      this.maxWait = Settings.positive("model limit maxWait", time);
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public ModelLimit build() {
      return new ModelLimit(this);
    }
  }
}
