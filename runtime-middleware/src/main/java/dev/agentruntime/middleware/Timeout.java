package dev.agentruntime.middleware;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long tool calls take. The clock of a call ({@link Anchor#CALL_TIMEOUT}) covers
 * queueing, attempts and back-off, but never the wait for a human; the clock of an attempt ({@link
 * Anchor#ATTEMPT_TIMEOUT}), off unless set, covers the tool alone.
 *
 * <p>At the limit the tool is interrupted. What happens then depends on the tool, and is settled
 * when the chain is composed:
 *
 * <ul>
 *   <li>A tool of trait {@link ToolTrait#INTERRUPTIBLE} runs on the thread of its call. If it does
 *       not end within the grace period the call goes on waiting for it, and an {@code overdue}
 *       event tells.
 *   <li>Any other tool runs on a thread of its own. If it does not end within the grace period it
 *       is left behind: the call is answered, the thread is on the record of the run ({@link
 *       dev.agentruntime.event.RunEvent.WorkAbandoned}) and of the runtime, permits held for it are
 *       kept until it ends, and at a cap of such calls the tool is not called any more ({@link
 *       ToolOutcome.Blocked}, code {@value #TOO_MANY_ABANDONED}). Links between the two clocks run
 *       on the thread of the call and have to end when interrupted.
 * </ul>
 *
 * <p>The outcome is {@link ToolOutcome.TimedOut}, which a time-out thrown by the tool itself never
 * is. It says that the effect is unknown unless the tool is idempotent or read-only: the limit
 * cannot see how far the tool had come. But if the tool answers although it is late – at the same
 * moment, or within its grace – the answer stands, since for a tool with effects "effect unknown"
 * is worse than what it did; an {@code overdue} event tells. A late failure does not stand.
 *
 * <p>A limit never extends another: what counts is the earliest of this limit, a limit further out
 * and the run's deadline. When that is the run's deadline, the run ends itself and the call is
 * cancelled with it, not timed out. When the run is cancelled at the moment a limit is reached, the
 * cancellation wins and passes on as {@link InterruptedException}. The thread's interrupt bit is
 * one: an interrupt by the host that coincides with a reached limit may be taken for it.
 *
 * <p>A tool of trait {@link ToolTrait#DELEGATES}, a sub-agent, has limits of its own and is limited
 * here only by patterns that name it.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Timeout implements Layer {
  /** The name of the layer and of its link around calls. */
  public static final String NAME = "timeout";

  /** The name of its link around attempts. */
  public static final String ATTEMPT = "attempt-timeout";

  /** The name of its link around the silence of a tool. */
  public static final String IDLE = "idle-timeout";

  /** Why a call is refused when too many of its tool were left behind. */
  public static final String TOO_MANY_ABANDONED = "too_many_abandoned";

  /** Longer than nearly every healthy call of a service takes, shorter than a person waits. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

  /**
   * Long enough to close a connection or delete a temporary file, short enough not to be felt as a
   * hang.
   */
  public static final Duration DEFAULT_GRACE = StragglerPolicy.DEFAULT_GRACE;

  /**
   * Rides out a hiccup of a service that several runs call at once; more of one tool means that it
   * never ends when told to.
   */
  public static final int DEFAULT_MAX_ABANDONED = 8;

  private final PerTool<Optional<Duration>> callLimits;
  private final PerTool<Optional<Duration>> attemptLimits;
  private final PerTool<Optional<Duration>> idleLimits;
  private final Duration grace;
  private final int maxAbandoned;

  private Timeout(Builder from) {
    this.callLimits = from.callLimits;
    this.attemptLimits = from.attemptLimits;
    this.idleLimits = from.idleLimits;
    this.grace = from.grace;
    this.maxAbandoned = from.maxAbandoned;
  }

  /**
   * The defaults: {@link #DEFAULT_LIMIT} for every call.
   *
   * @return a new layer
   */
  public static Timeout standard() {
    return builder().build();
  }

  /**
   * One limit for the calls of every tool.
   *
   * @param limit more than zero
   * @return a new layer
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  public static Timeout of(Duration limit) {
    return builder().limit(limit).build();
  }

  /**
   * For anything else.
   *
   * @return a new builder that holds the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /** What is said so far, to be changed: a time limit's settings, or the defaults. */
  static Builder from(@Nullable Layer said) {
    return said instanceof Timeout limits ? limits.toBuilder() : builder();
  }

  /**
   * To derive another layer from this one.
   *
   * @return a new builder that holds what this layer holds
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.callLimits = callLimits;
    builder.attemptLimits = attemptLimits;
    builder.idleLimits = idleLimits;
    builder.grace = grace;
    builder.maxAbandoned = maxAbandoned;
    return builder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    if (!tool.known()) {
      return List.of();
    }
    Duration call = limitOf(callLimits, tool);
    Duration attempt = limitOf(attemptLimits, tool);
    if (call != null && attempt != null && attempt.compareTo(call) >= 0) {
      throw new IllegalArgumentException(
          "attempt limit of tool '"
              + tool.name()
              + "' must be shorter than its call limit "
              + call
              + ", was "
              + attempt);
    }
    Duration idle = limitOf(idleLimits, tool);
    if (idle != null) {
      checkIdle(tool, idle, attempt == null ? call : attempt);
    }
    List<Link> links = new ArrayList<>(3);
    boolean interruptible = tool.traits().has(ToolTrait.INTERRUPTIBLE);
    if (call != null) {
      // Only the innermost of two clocks needs a thread that can be left behind: between them
      // nothing runs but links.
      links.add(link(Anchor.CALL_TIMEOUT, NAME, binding, call, interruptible || attempt != null));
    }
    if (attempt != null) {
      links.add(link(Anchor.ATTEMPT_TIMEOUT, ATTEMPT, binding, attempt, interruptible));
    }
    if (idle != null) {
      LimitTerms terms = LimitTerms.of(binding, idle, grace);
      IdleLimit middleware = new IdleLimit(terms, binding.services().watchdog(), binding.time());
      links.add(Link.of(Anchor.ATTEMPT_TIMEOUT, IDLE, middleware, LinkTrait.RUNS_CLOCK));
    }
    return List.copyOf(links);
  }

  private static void checkIdle(ToolDescriptor tool, Duration idle, @Nullable Duration hard) {
    if (hard == null || idle.compareTo(hard) >= 0) {
      throw new IllegalArgumentException(
          "idle limit of tool '"
              + tool.name()
              + "' must be shorter than a hard limit on its attempt or call, was "
              + idle
              + (hard == null ? " without one" : " with " + hard));
    }
  }

  private static @Nullable Duration limitOf(
      PerTool<Optional<Duration>> limits, ToolDescriptor tool) {
    // A sub-agent has a limit of its own, many calls long, unless a pattern names it.
    Optional<Duration> limit =
        tool.traits().has(ToolTrait.DELEGATES)
            ? limits.exception(tool.name())
            : limits.get(tool.name());
    return limit == null ? null : limit.orElse(null);
  }

  private Link link(
      Anchor anchor, String name, LayerBinding binding, Duration limit, boolean inline) {
    LimitTerms terms = LimitTerms.of(binding, limit, grace);
    if (inline) {
      InlineLimit middleware =
          new InlineLimit(terms, binding.services().watchdog(), binding.time());
      return Link.of(anchor, name, middleware, LinkTrait.RUNS_CLOCK);
    }
    StragglerPolicy stragglers = new StragglerPolicy(grace, binding.services().stragglers());
    Isolation isolation =
        Isolation.of(name, binding.time(), stragglers)
            .withCarriers(binding.services().carriers())
            .withWatchdog(binding.services().watchdog());
    Abandonments abandonments =
        new Abandonments(
            maxAbandoned,
            binding.perTool(StateScope.RUNTIME, "abandoned", AtomicInteger::new),
            binding.services().stragglers());
    IsolatedLimit middleware = new IsolatedLimit(terms, isolation, abandonments, binding.time());
    return Link.of(anchor, name, middleware, LinkTrait.RUNS_CLOCK, LinkTrait.ISOLATES);
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "no limit is set for the tool" : "the tool is unknown";
  }

  @Override
  public String toString() {
    return "Timeout(calls "
        + shown(callLimits)
        + ", attempts "
        + shown(attemptLimits)
        + (idleLimits.isEmpty() ? "" : ", idle " + shown(idleLimits))
        + ", grace "
        + grace
        + ", at most "
        + maxAbandoned
        + " abandoned per tool)";
  }

  private static String shown(PerTool<Optional<Duration>> limits) {
    return limits.describe(limit -> limit.map(Duration::toString).orElse("none"));
  }

  /** Collects limits. Confined to one thread. */
  public static final class Builder {
    private PerTool<Optional<Duration>> callLimits = PerTool.all(Optional.of(DEFAULT_LIMIT));
    private PerTool<Optional<Duration>> attemptLimits = PerTool.all(null);
    private PerTool<Optional<Duration>> idleLimits = PerTool.all(null);
    private Duration grace = DEFAULT_GRACE;
    private int maxAbandoned = DEFAULT_MAX_ABANDONED;

    private Builder() {}

    /**
     * How long a call may take, for tools of which nothing else is said.
     *
     * @param limit more than zero
     * @return this builder
     * @throws IllegalArgumentException if the limit is zero or negative
     */
    public Builder limit(Duration limit) {
      this.callLimits = callLimits.otherwise(Optional.of(positive("timeout", limit)));
      return this;
    }

    /**
     * How long a call of some tools may take. The most specific pattern counts; of equally specific
     * ones the one given last.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param limit more than zero
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the limit is zero or negative
     */
    public Builder limit(String toolPattern, Duration limit) {
      this.callLimits =
          callLimits.with(
              toolPattern, Optional.of(positive("timeout of '" + toolPattern + "'", limit)));
      return this;
    }

    /**
     * Lets calls and attempts of some tools take as long as the run may: tools that have limits of
     * their own, such as sub-agents.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder unlimited(String toolPattern) {
      this.callLimits = callLimits.with(toolPattern, Optional.empty());
      this.attemptLimits = attemptLimits.with(toolPattern, Optional.empty());
      if (!idleLimits.isEmpty()) {
        this.idleLimits = idleLimits.with(toolPattern, Optional.empty());
      }
      return this;
    }

    /**
     * How long one attempt may take, for tools of which nothing else is said. Without it only calls
     * are limited.
     *
     * @param limit more than zero, and shorter than the limit on the call
     * @return this builder
     * @throws IllegalArgumentException if the limit is zero or negative
     */
    public Builder attemptLimit(Duration limit) {
      this.attemptLimits = attemptLimits.otherwise(Optional.of(positive("attempt timeout", limit)));
      return this;
    }

    /**
     * How long one attempt of some tools may take.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param limit more than zero, and shorter than the limit on the call
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the limit is zero or negative
     */
    public Builder attemptLimit(String toolPattern, Duration limit) {
      this.attemptLimits =
          attemptLimits.with(
              toolPattern,
              Optional.of(positive("attempt timeout of '" + toolPattern + "'", limit)));
      return this;
    }

    /**
     * How long some tools may be silent: each {@link
     * dev.agentruntime.context.RunContext#report(String)} of the tool begins the time anew, but
     * extends no other limit. At the limit the tool is interrupted; one that ignores it is left to
     * the limits on its attempt and its call.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param limit more than zero, and shorter than the limit on the attempt or the call, without
     *     which it would never have to end
     * @return this builder
     * @throws IllegalArgumentException if the limit is zero or negative
     */
    public Builder idleLimit(String toolPattern, Duration limit) {
      this.idleLimits =
          idleLimits.with(
              toolPattern, Optional.of(positive("idle timeout of '" + toolPattern + "'", limit)));
      return this;
    }

    /**
     * How long an interrupted tool may take to end before it is left behind or counts as overdue.
     *
     * @param time zero or more
     * @return this builder
     * @throws IllegalArgumentException if the time is negative
     */
    public Builder grace(Duration time) {
      if (Objects.requireNonNull(time, "time").isNegative()) {
        throw new IllegalArgumentException("timeout grace must not be negative, was " + time);
      }
      this.grace = time;
      return this;
    }

    /**
     * How many calls of one tool may run on after they were left behind, before no more are begun.
     *
     * @param calls at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxAbandoned(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException("timeout maxAbandoned must be at least 1, was " + calls);
      }
      this.maxAbandoned = calls;
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public Timeout build() {
      return new Timeout(this);
    }

    private static Duration positive(String name, Duration value) {
      if (!Objects.requireNonNull(value, name).isPositive()) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
      return value;
    }
  }
}
