package dev.agentruntime.middleware.bulkhead;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.FairPermits;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits how many calls of a tool run at the same time, over all runs of the runtime, so that one
 * slow tool does not take everything there is for itself. Tools have limits of their own, or share
 * a pool, such as the connections of one database, or both.
 *
 * <p>Who finds no room waits, in the order of coming, in a queue bounded in length and in time; the
 * call's deadline bounds it too. Who cannot wait, or has waited long enough, ends as {@link
 * ToolOutcome.Blocked} with code {@value #FULL}. Waiting is time of the call, not of the tool.
 *
 * <p>A permit comes back when the tool's work has really ended: an attempt that was left behind by
 * a time limit keeps it, or the limit would be none. It is held neither through the back-off of a
 * retry nor while a human thinks ({@link Anchor#BULKHEAD}, inside retry, circuit breaker and rate
 * limit). A tool of trait {@link ToolTrait#DELEGATES} takes none: the calls it leads to take their
 * own, and might otherwise wait for the one it holds.
 *
 * <p>Tells {@code waited}. Without a limit it applies to no tool. Immutable; safe for use by many
 * threads.
 */
public final class Bulkhead implements Layer {
  /** The name of the layer and of its link for a tool's own limit. */
  public static final String NAME = "bulkhead";

  /** The name of its link for a pool. */
  public static final String POOL = "bulkhead-pool";

  /** Why a call is refused. */
  public static final String FULL = "bulkhead_full";

  /** A queue longer than this is a sign that the limit, or the load, is wrong. */
  public static final int DEFAULT_MAX_QUEUED = 64;

  /** A third of a call's default time limit: the rest is for the tool. */
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(10);

  private final PerTool<Integer> limits;
  private final PerTool<String> members;
  private final Map<String, Integer> pools;
  private final int maxQueued;
  private final Duration maxWait;

  private Bulkhead(Builder from) {
    this.limits = from.limits;
    this.members = from.members;
    this.pools = Map.copyOf(from.pools);
    this.maxQueued = from.maxQueued;
    this.maxWait = from.maxWait;
  }

  /**
   * Starts without any limit.
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
    if (!tool.known() || tool.traits().has(ToolTrait.DELEGATES)) {
      return List.of();
    }
    TimeSource time = binding.time();
    List<Link> links = new ArrayList<>(2);
    Integer own = limits.get(tool.name());
    if (own != null) {
      links.add(
          link(
              NAME,
              binding.perTool(
                  StateScope.RUNTIME, "permits", () -> new FairPermits(own, maxQueued, time)),
              time));
    }
    String pool = members.get(tool.name());
    if (pool != null) {
      // Inside the tool's own limit: who waits for the pool keeps only its own kind from coming in.
      int size = pools.getOrDefault(pool, 1);
      links.add(
          link(
              POOL,
              binding.shared(
                  StateScope.RUNTIME, "pool " + pool, () -> new FairPermits(size, maxQueued, time)),
              time));
    }
    return List.copyOf(links);
  }

  private Link link(String name, Slot<FairPermits> slot, TimeSource time) {
    HoldingPermit middleware = new HoldingPermit(slot, maxWait, time);
    return Link.of(Anchor.BULKHEAD, name, middleware, LinkTrait.HOLDS_RESOURCE)
        .previewing(middleware);
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    if (!tool.known()) {
      return "the tool is unknown";
    }
    return tool.traits().has(ToolTrait.DELEGATES)
        ? "the tool is an agent, whose own calls are limited"
        : "no number is set for the tool";
  }

  @Override
  public String toString() {
    return "Bulkhead(at a time "
        + limits
        + (pools.isEmpty() ? "" : ", pools " + pools + " of " + members)
        + ", at most "
        + maxQueued
        + " waiting for at most "
        + maxWait
        + ")";
  }

  /** Collects limits. Confined to one thread. */
  public static final class Builder {
    private PerTool<Integer> limits = PerTool.all(null);
    private PerTool<String> members = PerTool.all(null);
    private final Map<String, Integer> pools = new LinkedHashMap<>();
    private int maxQueued = DEFAULT_MAX_QUEUED;
    private Duration maxWait = DEFAULT_MAX_WAIT;

    private Builder() {}

    /**
     * How many calls of each of some tools may run at the same time.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param calls at least 1
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or the number is less than 1
     */
    public Builder limit(String toolPattern, int calls) {
      this.limits =
          limits.with(
              toolPattern, Settings.atLeast(1, "bulkhead limit of '" + toolPattern + "'", calls));
      return this;
    }

    /**
     * How many calls of some tools together may run at the same time. A tool is in one pool: that
     * of the most specific pattern.
     *
     * @param pool the pool's name, not blank; one given again adds tools to it
     * @param calls at least 1; the same each time
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the name or the pattern is blank, the number is less than
     *     1, or another number was given for the pool
     */
    public Builder pool(String pool, int calls, String toolPattern) {
      if (pool.isBlank()) {
        throw new IllegalArgumentException("bulkhead pool must not be blank, was '" + pool + "'");
      }
      Settings.atLeast(1, "bulkhead pool '" + pool + "'", calls);
      this.members = members.with(toolPattern, pool);
      Integer before = pools.putIfAbsent(pool, calls);
      if (before != null && before != calls) {
        throw new IllegalArgumentException(
            "bulkhead pool '" + pool + "' must have one size, was " + before + " and " + calls);
      }
      return this;
    }

    /**
     * How many may wait for one limit.
     *
     * @param calls zero or more; zero refuses at once
     * @return this builder
     * @throws IllegalArgumentException if the number is negative
     */
    public Builder maxQueued(int calls) {
      this.maxQueued = Settings.atLeast(0, "bulkhead maxQueued", calls);
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
      this.maxWait = Settings.positive("bulkhead maxWait", time);
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public Bulkhead build() {
      return new Bulkhead(this);
    }
  }
}
