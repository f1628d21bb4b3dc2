package dev.agentruntime.middleware.retry;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Runs a tool again after a failure that may pass.
 *
 * <p>It applies only to tools whose calls may be repeated – declared idempotent or read-only, or
 * named by {@link Builder#keyed} because they hand {@link
 * dev.agentruntime.tool.ToolInvocation#idempotencyKey()} on to a service that de-duplicates – and
 * only to outcomes that say, or whose exception says, that trying again may help: an unknown error
 * is not tried again. The runtime's own time-outs are. An answer, a tool's "no" and a refusal by a
 * layer further in, such as an open circuit, never are.
 *
 * <p>Between attempts it waits as long as the failed service asked ({@link
 * dev.agentruntime.middleware.waiting.CarriesRetryAfter}) plus a {@link Backoff}, holding nothing.
 * A wait that does not fit before {@link dev.agentruntime.chain.ToolCall#deadline()} is not begun:
 * the call is answered at once with the last outcome. Cancelling the run ends a wait.
 *
 * <p>It is to be the one owner of retries: where a durable host or a tool's own client retries as
 * well, attempts multiply out of sight. It belongs outside everything that is per attempt and
 * inside everything that is per call ({@link Anchor#RETRY}); the chain refuses any other place.
 *
 * <p>Tells ({@link dev.agentruntime.chain.ToolCall#decided}) {@code waiting} before a wait, {@code
 * recovered} when a later attempt was answered, and otherwise why it gave up: {@code
 * attempts_spent}, {@code no_time_left}, {@code retry_after_too_long}, {@code quota_spent}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Retry implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "retry";

  /** Two retries ride out most hiccups; more only add load to a service that is down. */
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  /** The usual window of a service's own rate limit; whoever asks for more is out for a while. */
  public static final Duration DEFAULT_MAX_RETRY_AFTER = Duration.ofMinutes(1);

  private final PerTool<Boolean> applies;
  private final PerTool<Boolean> keyed;
  private final RetryTerms terms;
  private final int quota;
  private final Supplier<? extends RandomGenerator> random;

  private Retry(Builder from) {
    this.applies = from.applies;
    this.keyed = from.keyed;
    this.terms =
        new RetryTerms(from.maxAttempts, from.backoff, from.maxRetryAfter, from.transientFailures);
    this.quota = from.quota;
    this.random = from.random;
  }

  /**
   * The defaults: every tool whose calls may be repeated, no quota.
   *
   * @return a new layer
   */
  public static Retry standard() {
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
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    boolean repeatable = tool.traits().repeatable() || keyed.get(tool.name()) != null;
    if (!tool.known() || !repeatable || !Boolean.TRUE.equals(applies.get(tool.name()))) {
      return List.of();
    }
    Slot<RetryQuota> slot =
        quota == Builder.NO_QUOTA
            ? null
            : binding.perTool(StateScope.RUNTIME, "quota", () -> new RetryQuota(quota));
    Attempts attempts = new Attempts(terms, slot, random, binding.time());
    return List.of(Link.of(Anchor.RETRY, NAME, attempts, LinkTrait.PROCEEDS_AGAIN));
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    if (!tool.known()) {
      return "the tool is unknown";
    }
    return Boolean.TRUE.equals(applies.get(tool.name()))
        ? "the tool is not repeatable"
        : "retry is off for the tool";
  }

  @Override
  public String toString() {
    return "Retry("
        + applies.describe(on -> on ? "on" : "off")
        + (keyed.isEmpty() ? "" : ", keyed " + keyed.describe(_ -> ""))
        + ", at most "
        + terms.maxAttempts()
        + " attempts, backoff "
        + terms.backoff().first()
        + " to "
        + terms.backoff().longest()
        + ", retry-after up to "
        + terms.maxRetryAfter()
        + (quota == Builder.NO_QUOTA ? ", no quota" : ", quota " + quota + " per tool")
        + ", transient "
        + (terms.transientFailures().equals(TransientFailures.STANDARD)
            ? "by standard types"
            : "as the host says")
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private static final int NO_QUOTA = -1;

    private PerTool<Boolean> applies = PerTool.all(true);
    private PerTool<Boolean> keyed = PerTool.all(null);
    private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
    private Backoff backoff = Backoff.standard();
    private Duration maxRetryAfter = DEFAULT_MAX_RETRY_AFTER;
    private Predicate<? super Throwable> transientFailures = TransientFailures.STANDARD;
    private int quota = NO_QUOTA;
    private Supplier<? extends RandomGenerator> random = ThreadLocalRandom::current;

    private Builder() {}

    /**
     * Retries only the tools named, as far as their calls may be repeated. May be said several
     * times.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder only(String toolPattern) {
      this.applies = applies.otherwise(false).with(toolPattern, true);
      return this;
    }

    /**
     * Never retries some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder never(String toolPattern) {
      this.applies = applies.with(toolPattern, false);
      return this;
    }

    /**
     * Declares that some tools take the runtime's idempotency key, so that their calls may be
     * repeated though they are not idempotent by themselves.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder keyed(String toolPattern) {
      this.keyed = keyed.with(toolPattern, true);
      return this;
    }

    /**
     * How often a tool may be run for one call, the first time included.
     *
     * @param attempts at least 2; to switch retries off leave the layer out
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 2
     */
    public Builder maxAttempts(int attempts) {
      this.maxAttempts = Settings.atLeast(2, "retry maxAttempts", attempts);
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
     * The longest wait a service may ask for; if it asks for more the call is answered at once.
     *
     * @param longest more than zero; {@link #DEFAULT_MAX_RETRY_AFTER} unless set
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder maxRetryAfter(Duration longest) {
      this.maxRetryAfter = Settings.positive("retry maxRetryAfter", longest);
      return this;
    }

    /**
     * Limits the retries of each tool over all runs: as many may fail as the quota holds; each
     * success, of a first attempt or a later one, gives one back. Without it there is no limit.
     *
     * @param retriesPerTool at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder quota(int retriesPerTool) {
      this.quota = Settings.atLeast(1, "retry quota", retriesPerTool);
      return this;
    }

    /**
     * Which exceptions of tools may pass, beside those of outcomes that say so themselves ({@link
     * ToolOutcome.InfrastructureError#transientFailure()}). Replaces the standard, which knows
     * refused connections, time-outs, langchain4j's retriable exceptions, and exceptions that carry
     * how long to wait.
     *
     * @param own asked with what the tool threw; must be quick, pure, and safe for use by many
     *     threads
     * @return this builder
     */
    public Builder transientFailures(Predicate<? super Throwable> own) {
      this.transientFailures = Objects.requireNonNull(own, "own");
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
    public Retry build() {
      return new Retry(this);
    }
  }
}
