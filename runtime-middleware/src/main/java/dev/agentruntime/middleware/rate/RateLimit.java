package dev.agentruntime.middleware.rate;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.FromMemory;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Limits how often tools are called, by token buckets: a rate, and apart from it a burst.
 *
 * <p>A limit applies to the tools it names and counts together the calls of whomever it is keyed
 * by. Each attempt takes its tokens from the buckets of all limits that apply, from all or from
 * none. If they are not there yet it waits for them, in the order of coming, as long as {@link
 * Builder#maxWait} and the call's deadline allow; that counts as time of the call and not of the
 * tool. Otherwise it takes none and ends as {@link ToolOutcome.Blocked} with code {@value #LIMITED}
 * and the seconds to wait. A call that costs more than a bucket ever holds ends with code {@value
 * #NEVER_FITS} and no time to wait, since none would help.
 *
 * <p>The number of buckets is bounded; see {@link Builder#maxKeys}. Sessions and tenants are those
 * that the runtime remembers, the 10,000 used last of each.
 *
 * <p>The layer looks before a human is asked ({@link Anchor#PEEK}) and takes at {@link
 * Anchor#RATE_LIMIT}, inside retry and circuit breaker, outside the bulkhead. Its refusals are
 * nobody's failure. Tells {@code waited}. Without a limit it applies to no tool.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class RateLimit implements Layer {
  /** The name of the layer and of its link around attempts. */
  public static final String NAME = "rate-limit";

  /** Why a call is refused that may be made later. */
  public static final String LIMITED = "rate_limited";

  /** Why a call is refused that costs more than a burst. */
  public static final String NEVER_FITS = "rate_never_fits";

  /** A model that has to wait for longer had better do something else. */
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(10);

  /** Far more principals than one process serves at a time, at some 100 bytes each. */
  public static final int DEFAULT_MAX_KEYS = 10_000;

  private final List<Rule> rules;
  private final PerTool<Integer> costs;
  private final Duration maxWait;
  private final int maxKeys;

  private RateLimit(Builder from) {
    this.rules = List.copyOf(from.rules);
    this.costs = from.costs;
    this.maxWait = from.maxWait;
    this.maxKeys = from.maxKeys;
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
    Integer cost = costs.get(tool.name());
    int tokens = cost == null ? 1 : cost;
    List<Rule.Bound> bound = new ArrayList<>();
    int least = Integer.MAX_VALUE;
    for (int i = 0; tool.known() && i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.tools().matches(tool.name())) {
        bound.add(rule.bind(binding, i, maxKeys));
        least = Math.min(least, rule.rate().burst());
      }
    }
    if (bound.isEmpty()) {
      return List.of();
    }
    if (tokens > least) {
      ToolOutcome never = neverFits(tokens, least);
      return List.of(Link.check(Anchor.PEEK, NAME + "-peek", call -> never));
    }
    TimeSource time = binding.time();
    Slot<Limiter> limiter =
        binding.shared(StateScope.RUNTIME, "limiter", () -> new Limiter(time.nanoTime()));
    Pacing pacing = new Pacing(List.copyOf(bound), limiter, tokens, maxWait, time);
    Slot<FromMemory> memory = FromMemory.slot(binding);
    return List.of(
        Link.check(
            Anchor.PEEK,
            NAME + "-peek",
            call -> FromMemory.answers(memory, call) ? null : pacing.peek(call)),
        Link.of(Anchor.RATE_LIMIT, NAME, pacing, LinkTrait.HOLDS_RESOURCE));
  }

  private static ToolOutcome neverFits(int tokens, int burst) {
    return new ToolOutcome.Blocked(
        NAME,
        NEVER_FITS,
        "This tool can never be called: a call counts as "
            + tokens
            + ", and at most "
            + burst
            + " are allowed at once. Go on without it.",
        null);
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "no rate is set for the tool" : "the tool is unknown";
  }

  @Override
  public String toString() {
    return "RateLimit("
        + rules
        + ", costs "
        + (costs.isEmpty() ? "1" : "1, " + costs)
        + ", waits at most "
        + maxWait
        + ", at most "
        + maxKeys
        + " principals)";
  }

  /** Collects limits. Confined to one thread. */
  public static final class Builder {
    private final List<Rule> rules = new ArrayList<>();
    private PerTool<Integer> costs = PerTool.all(null);
    private Duration maxWait = DEFAULT_MAX_WAIT;
    private int maxKeys = DEFAULT_MAX_KEYS;

    private Builder() {}

    /**
     * Adds a limit. Where several apply to a tool, all hold.
     *
     * @param toolPattern to which tools it applies: a tool's name, in which {@code *} stands for
     *     any characters
     * @param rate how often they may be called
     * @param key whose calls are counted together
     * @param more further keys; {@code TENANT, TOOL} is a bucket for each tool of each tenant
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder limit(String toolPattern, Rate rate, RateKey key, RateKey... more) {
      rules.add(new Rule(new NamePattern(toolPattern), rate, Set.copyOf(EnumSet.of(key, more))));
      return this;
    }

    /**
     * How many tokens a call of some tools takes from each bucket; 1 unless set.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param tokens at least 1
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or the number is less than 1
     */
    public Builder cost(String toolPattern, int tokens) {
      this.costs =
          costs.with(
              toolPattern, Settings.atLeast(1, "rate limit cost of '" + toolPattern + "'", tokens));
      return this;
    }

    /**
     * How long a call may wait for its tokens.
     *
     * @param time zero or more; zero refuses at once
     * @return this builder
     * @throws IllegalArgumentException if the time is negative
     */
    public Builder maxWait(Duration time) {
      this.maxWait = Settings.notNegative("rate limit maxWait", time);
      return this;
    }

    /**
     * For how many principals, of a tenant and a limit, there are buckets. Beyond that, buckets
     * that are full again are dropped, and while there are none, further principals share one.
     *
     * @param principals at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxKeys(int principals) {
      this.maxKeys = Settings.atLeast(1, "rate limit maxKeys", principals);
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public RateLimit build() {
      return new RateLimit(this);
    }
  }
}
