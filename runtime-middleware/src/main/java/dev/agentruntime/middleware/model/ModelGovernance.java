package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelChain;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers that govern model requests, in the one order that works. The only place that knows
 * this order.
 *
 * <pre>{@code
 * AgentRuntime.builder(model)
 *     .modelMiddleware(ModelGovernance.builder()
 *         .retry(ModelRetry.standard())
 *         .fallback(ModelFallback.to(otherModel))
 *         .timeout(ModelTimeout.standard())
 *         .build())
 *     .build();
 * }</pre>
 *
 * <p>Outermost first; each is off unless given:
 *
 * <table>
 * <caption>The layers</caption>
 * <tr><th>layer</th><th>runs per</th><th>why here</th></tr>
 * <tr><td>(what changes requests, such as redaction: added to the runtime before this)</td><td>turn</td>
 *     <td>what is kept, counted and sent is what it let through</td></tr>
 * <tr><td>{@linkplain ResponseCache cache}</td><td>turn</td><td>an answer from memory waits for nothing, costs nothing and
 *     fails never; and it is kept only if all that is inside ended well</td></tr>
 * <tr><td>{@linkplain ModelRetry retry}</td><td>turn</td><td>waiting is for when no model is left to ask; nobody waits while
 *     holding a permit</td></tr>
 * <tr><td>{@linkplain ModelFallback fallback}</td><td>attempt</td><td>another model answers at once; all that is inside is around
 *     each model, under its own name</td></tr>
 * <tr><td>{@linkplain ModelLimit concurrency limit}</td><td>attempt and model</td><td>a full queue is a reason to ask another model;
 *     its wait is not the model's time</td></tr>
 * <tr><td>budget ({@link dev.agentruntime.middleware.budget.ModelBudget})</td><td>attempt and model</td><td>sets tokens and
 *     cost aside when it is known which model is asked, and not while the request queues; looks before anything is counted</td></tr>
 * <tr><td>{@linkplain ModelUsage usage}</td><td>attempt and model</td><td>looks at what is spent as late as it can, after the
 *     wait for a permit; counts every answer at its model's price</td></tr>
 * <tr><td>{@linkplain ModelTimeout time limit}</td><td>attempt and model</td><td>measures the model alone; its end is a failure like any
 *     other to all outside</td></tr>
 * </table>
 *
 * <p>Immutable; may serve several runtimes, which share no state through it.
 */
public final class ModelGovernance implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-governance";

  private final @Nullable ResponseCache cache;
  private final @Nullable ModelRetry retry;
  private final @Nullable ModelFallback fallback;
  private final @Nullable ModelLimit limit;
  private final @Nullable ModelLayer budget;
  private final @Nullable ModelUsage usage;
  private final @Nullable ModelTimeout timeout;

  private ModelGovernance(Builder from) {
    this.cache = from.cache;
    this.retry = from.retry;
    this.fallback = from.fallback;
    this.limit = from.limit;
    this.budget = from.budget;
    this.usage = from.usage;
    this.timeout = from.timeout;
  }

  /**
   * Starts with every layer off.
   *
   * @return a new builder
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
    List<ModelMiddleware> links = new ArrayList<>();
    bindEach(links, binding, cache, retry);
    if (fallback != null) {
      links.add(
          fallback.bind(
              binding.within(fallback.name()), model -> aroundEach(binding.around(model))));
    }
    links.addAll(aroundEach(binding));
    return (call, next) -> ModelChain.compose(links, next).handle(call);
  }

  private List<ModelMiddleware> aroundEach(ModelBinding binding) {
    List<ModelMiddleware> links = new ArrayList<>();
    bindEach(links, binding, limit, budget, usage, timeout);
    return List.copyOf(links);
  }

  private static void bindEach(
      List<ModelMiddleware> links, ModelBinding binding, @Nullable ModelLayer... layers) {
    for (ModelLayer layer : layers) {
      if (layer != null) {
        links.add(layer.bind(binding.within(layer.name())));
      }
    }
  }

  /**
   * The layers that are on.
   *
   * @return an unmodifiable list, outermost first
   */
  public List<ModelLayer> layers() {
    return Stream.of(cache, retry, fallback, limit, budget, usage, timeout)
        .filter(Objects::nonNull)
        .map(ModelLayer.class::cast)
        .toList();
  }

  /** The layers as nesting: {@code model-retry(model-timeout(model))}. */
  @Override
  public String toString() {
    List<ModelLayer> on = layers();
    return on.stream().map(layer -> layer.name() + "(").collect(Collectors.joining("", "", "model"))
        + ")".repeat(on.size());
  }

  /** Says which layers there are. Confined to one thread. */
  public static final class Builder {
    private @Nullable ResponseCache cache;
    private @Nullable ModelRetry retry;
    private @Nullable ModelFallback fallback;
    private @Nullable ModelLimit limit;
    private @Nullable ModelLayer budget;
    private @Nullable ModelUsage usage;
    private @Nullable ModelTimeout timeout;

    private Builder() {}

    /**
     * Answers from memory.
     *
     * @param layer the cache
     * @return this builder
     */
    public Builder cache(ResponseCache layer) {
      this.cache = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Asks again after failures that may pass.
     *
     * @param layer the retry
     * @return this builder
     */
    public Builder retry(ModelRetry layer) {
      this.retry = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Asks other models.
     *
     * @param layer the fallback
     * @return this builder
     */
    public Builder fallback(ModelFallback layer) {
      this.fallback = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Limits how many requests are at each model.
     *
     * @param layer the limit
     * @return this builder
     */
    public Builder concurrency(ModelLimit layer) {
      this.limit = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Keeps tokens and cost within the accounts that tools spend from, too.
     *
     * @param layer a {@link dev.agentruntime.middleware.budget.ModelBudget}, or a layer of the
     *     host's that does the same
     * @return this builder
     */
    public Builder budget(ModelLayer layer) {
      this.budget = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Counts usage and cost, and keeps budgets.
     *
     * @param layer the accounting
     * @return this builder
     */
    public Builder usage(ModelUsage layer) {
      this.usage = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Limits how long each attempt takes.
     *
     * @param layer the limit
     * @return this builder
     */
    public Builder timeout(ModelTimeout layer) {
      this.timeout = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Puts the layers in order.
     *
     * @return a new layer
     */
    public ModelGovernance build() {
      return new ModelGovernance(this);
    }
  }
}
