package dev.agentruntime.middleware.breaker;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.FromMemory;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Stops calling a tool that is down: after a number of failures its circuit opens, and calls are
 * refused at once instead of hanging one after the other; after a while one call is let through as
 * a probe, whose outcome closes the circuit or keeps it open for another while.
 *
 * <p>Each tool has a circuit of its own, shared by all runs of the runtime, unless several are said
 * to stand for one endpoint. What counts as a failure is that the tool broke down, or did not
 * answer within a limit of the runtime that gave it {@link Builder#leastTimeout} at least. An
 * answer counts as a success, and so does a tool's own "no": the service is there. Nothing else
 * votes – refusals, rejections, cancelling, interrupts, defects of layers – and a probe that ends
 * without a vote makes room for the next one. A probe whose thread never comes back is given up
 * after as long as the circuit had been open. A call votes only in the state it was let through in,
 * so one that took longer than an outage neither closes nor opens anything.
 *
 * <p>When the time limit refuses to begin more calls of a tool because too many were left behind
 * ({@value #TOO_MANY_ABANDONED}) the circuit opens as well.
 *
 * <p>Refused calls end as {@link dev.agentruntime.tool.ToolOutcome.Blocked} with code {@value
 * #OPEN}, the seconds left, and the advice to go on without the tool. The layer looks before a
 * human is asked ({@link Anchor#PEEK}), takes its place around each attempt ({@link
 * Anchor#BREAKER}), inside retry, which an open circuit ends, and watches from outside the limit on
 * the call. Tells {@code opened} and {@code closed}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class CircuitBreaker implements Layer {
  /** The name of the layer and of its link around attempts. */
  public static final String NAME = "breaker";

  /** Why a call is refused. */
  public static final String OPEN = "circuit_open";

  /** The refusal of the time limit that opens a circuit. */
  public static final String TOO_MANY_ABANDONED = "too_many_abandoned";

  /** One or two failures are a hiccup that a retry rides out; five in a row are an outage. */
  public static final int DEFAULT_FAILURES = 5;

  /** Long enough for a service to restart, short enough for a run to see it come back. */
  public static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(30);

  /** A remote call that fails to answer within less may well be healthy. */
  public static final Duration DEFAULT_LEAST_TIMEOUT = Duration.ofSeconds(1);

  private final CircuitTerms terms;
  private final PerTool<Boolean> applies;
  private final PerTool<String> named;
  private final Function<? super ToolDescriptor, String> endpoints;

  private CircuitBreaker(Builder from) {
    this.terms = new CircuitTerms(from.failures, from.ofLast, from.openFor, from.leastTimeout);
    this.applies = from.applies;
    this.named = from.named;
    this.endpoints = from.endpoints;
  }

  /**
   * The defaults.
   *
   * @return a new layer
   */
  public static CircuitBreaker standard() {
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

  /**
   * For something close to this.
   *
   * @return a new builder that holds what this layer has
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.failures = terms.failures();
    builder.ofLast = terms.ofLast();
    builder.openFor = terms.openFor();
    builder.leastTimeout = terms.leastLimit();
    builder.applies = applies;
    builder.named = named;
    builder.endpoints = endpoints;
    return builder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    if (!tool.known() || !Boolean.TRUE.equals(applies.get(tool.name()))) {
      return List.of();
    }
    TimeSource time = binding.time();
    String endpoint = endpointOf(tool);
    Slot<Circuit> circuit =
        binding.shared(
            StateScope.RUNTIME,
            "circuit " + endpoint,
            () -> new Circuit(endpoint, terms, new CircuitClock(time)));
    Slot<Passage.Counted> counted =
        binding.shared(StateScope.CALL, "counted", Passage.Counted::new);
    Passage passage = new Passage(circuit, counted, FromMemory.slot(binding), terms, time);
    return List.of(
        Link.check(Anchor.PEEK, NAME + "-peek", passage::peek),
        Link.of(Anchor.CACHE, NAME + "-watch", passage::watch).outsideOf("timeout"),
        Link.of(Anchor.BREAKER, NAME, passage::attempt, LinkTrait.HOLDS_RESOURCE));
  }

  private String endpointOf(ToolDescriptor tool) {
    String name = named.get(tool.name());
    String endpoint = name == null ? endpoints.apply(tool) : name;
    if (endpoint == null || endpoint.isBlank()) {
      throw new IllegalArgumentException(
          "breaker endpoint of tool '" + tool.name() + "' must not be blank, was " + endpoint);
    }
    return endpoint;
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "it is off for the tool" : "the tool is unknown";
  }

  @Override
  public String toString() {
    return "CircuitBreaker("
        + applies.describe(on -> on ? "on" : "off")
        + ", opens after "
        + terms.failures()
        + " failures of "
        + terms.ofLast()
        + ", for "
        + terms.openFor()
        + ", time-outs count from "
        + terms.leastLimit()
        + (named.isEmpty() ? "" : ", endpoints " + named)
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private int failures = DEFAULT_FAILURES;
    private int ofLast = DEFAULT_FAILURES;
    private Duration openFor = DEFAULT_OPEN_FOR;
    private Duration leastTimeout = DEFAULT_LEAST_TIMEOUT;
    private PerTool<Boolean> applies = PerTool.all(true);
    private PerTool<String> named = PerTool.all(null);
    private Function<? super ToolDescriptor, String> endpoints = ToolDescriptor::name;

    private Builder() {}

    /**
     * Opens a circuit after so many failures in a row.
     *
     * @param inARow at least 1; {@link #DEFAULT_FAILURES} unless set
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder failures(int inARow) {
      return failures(inARow, inARow);
    }

    /**
     * Opens a circuit after so many failures among the last so many votes.
     *
     * @param failed at least 1
     * @param ofLast at least as many
     * @return this builder
     * @throws IllegalArgumentException if a number is too small
     */
    public Builder failures(int failed, int ofLast) {
      this.failures = Settings.atLeast(1, "breaker failures", failed);
      this.ofLast = Settings.atLeast(failed, "breaker failures ofLast", ofLast);
      return this;
    }

    /**
     * Among how many votes the failures are counted that open a circuit.
     *
     * @param votes at least as many as failures; as many unless set, and again whenever failures
     *     are
     * @return this builder
     * @throws IllegalArgumentException if the number is less
     */
    public Builder ofLast(int votes) {
      return failures(failures, votes);
    }

    /**
     * How long nobody is let through once a circuit has opened, and how long a probe may be out
     * before another one is sent.
     *
     * @param time more than zero; {@link #DEFAULT_OPEN_FOR} unless set
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder openFor(Duration time) {
      this.openFor = Settings.positive("breaker openFor", time);
      return this;
    }

    /**
     * How long a limit must be for a time-out to count as a failure; otherwise one caller in a
     * hurry could open the circuit for all.
     *
     * @param limit zero or more; {@link #DEFAULT_LEAST_TIMEOUT} unless set
     * @return this builder
     * @throws IllegalArgumentException if the time is negative
     */
    public Builder leastTimeout(Duration limit) {
      this.leastTimeout = Settings.notNegative("breaker leastTimeout", limit);
      return this;
    }

    /**
     * Lets some tools stand for one endpoint: they share a circuit.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param endpoint the endpoint's name, not blank
     * @return this builder
     * @throws IllegalArgumentException if the pattern or the name is blank
     */
    public Builder endpoint(String toolPattern, String endpoint) {
      if (endpoint.isBlank()) {
        throw new IllegalArgumentException(
            "breaker endpoint of '" + toolPattern + "' must not be blank, was '" + endpoint + "'");
      }
      this.named = named.with(toolPattern, endpoint);
      return this;
    }

    /**
     * Says which endpoint a tool stands for, where {@link #endpoint} does not. A tool stands for
     * itself unless set.
     *
     * @param key asked once per tool; must name a bounded number of endpoints, none of them blank
     * @return this builder
     */
    public Builder endpoints(Function<? super ToolDescriptor, String> key) {
      this.endpoints = Objects.requireNonNull(key, "key");
      return this;
    }

    /**
     * Leaves some tools without a circuit.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder without(String toolPattern) {
      this.applies = applies.with(toolPattern, false);
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public CircuitBreaker build() {
      return new CircuitBreaker(this);
    }
  }
}
