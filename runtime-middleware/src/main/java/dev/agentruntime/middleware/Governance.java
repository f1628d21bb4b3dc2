package dev.agentruntime.middleware;

import dev.agentruntime.chain.Layer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The layers that govern tool calls, in the one order that works. The only place that knows this
 * order.
 *
 * <pre>{@code
 * AgentRuntime.builder(model)
 *     .middleware(Governance.standard()
 *         .timeout(Duration.ofSeconds(30))
 *         .timeout("search_*", Duration.ofSeconds(5))
 *         .build())
 *     .build();
 * }</pre>
 *
 * <p>Outermost first:
 *
 * <table>
 * <caption>The layers</caption>
 * <tr><th>layer</th><th>runs per</th><th>why here</th></tr>
 * <tr><td>{@linkplain PanicRecovery panic recovery}</td><td>call</td><td>a defect anywhere further in still yields one answer</td></tr>
 * <tr><td>{@linkplain CallLogger log}</td><td>call, attempt</td><td>sees refused calls too</td></tr>
 * <tr><td>{@linkplain Timeout timeout}</td><td>call, attempt</td><td>inside everything that may wait for a human, outside everything
 *     that is per attempt</td></tr>
 * </table>
 *
 * <p>Whatever the order in which the builder was told, the layers come in this one. A host's own
 * layers go beside them, at anchors of their own; the chain refuses an order that breaks what a
 * link declares.
 *
 * <p>Immutable; the layers are safe for use by many threads and may serve several runtimes.
 */
public final class Governance implements Iterable<Layer> {
  private final List<Layer> layers;

  private Governance(List<Layer> layers) {
    this.layers = layers;
  }

  /**
   * Starts with every layer on and its defaults.
   *
   * @return a new builder
   */
  public static Builder standard() {
    return new Builder();
  }

  /**
   * The layers.
   *
   * @return an unmodifiable list, outermost first
   */
  public List<Layer> layers() {
    return layers;
  }

  @Override
  public Iterator<Layer> iterator() {
    return layers.iterator();
  }

  /** The layers as nesting: {@code guard(log(timeout(tool)))}. */
  @Override
  public String toString() {
    return layers.stream()
            .map(layer -> layer.name() + "(")
            .collect(Collectors.joining("", "", "tool"))
        + ")".repeat(layers.size());
  }

  /** Says which layers there are, and with what settings. Confined to one thread. */
  public static final class Builder {
    private @Nullable PanicRecovery panicRecovery = new PanicRecovery();
    private @Nullable CallLogger logger = CallLogger.standard();
    private Timeout.@Nullable Builder timeout = Timeout.builder();

    private Builder() {}

    /**
     * Leaves out panic recovery: what a defective layer throws then ends the call as the runtime
     * sees fit.
     *
     * @return this builder
     */
    public Builder withoutPanicRecovery() {
      this.panicRecovery = null;
      return this;
    }

    /**
     * Logs calls otherwise than by default.
     *
     * @param layer the logger
     * @return this builder
     */
    public Builder logger(CallLogger layer) {
      this.logger = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Logs no calls.
     *
     * @return this builder
     */
    public Builder withoutLogger() {
      this.logger = null;
      return this;
    }

    /**
     * Limits the calls of tools of which nothing else is said.
     *
     * @param limit more than zero; {@link Timeout#DEFAULT_LIMIT} unless set
     * @return this builder
     * @throws IllegalArgumentException if the limit is zero or negative
     */
    public Builder timeout(Duration limit) {
      timeouts().limit(limit);
      return this;
    }

    /**
     * Limits the calls of some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param limit more than zero
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the limit is zero or negative
     */
    public Builder timeout(String toolPattern, Duration limit) {
      timeouts().limit(toolPattern, limit);
      return this;
    }

    /**
     * Limits calls as a layer of the host's making says; replaces what was said about timeouts
     * before.
     *
     * @param layer the limits
     * @return this builder
     */
    public Builder timeout(Timeout layer) {
      this.timeout = layer.toBuilder();
      return this;
    }

    /**
     * Limits no calls; only the run's deadline holds.
     *
     * @return this builder
     */
    public Builder withoutTimeout() {
      this.timeout = null;
      return this;
    }

    /** Saying a limit after {@link #withoutTimeout()} turns the layer on again. */
    private Timeout.Builder timeouts() {
      Timeout.Builder limits = timeout;
      if (limits == null) {
        limits = Timeout.builder();
        timeout = limits;
      }
      return limits;
    }

    /**
     * Puts the layers in order.
     *
     * @return the layers
     */
    public Governance build() {
      List<Layer> inOrder = new ArrayList<>();
      addIfOn(inOrder, panicRecovery);
      addIfOn(inOrder, logger);
      addIfOn(inOrder, timeout == null ? null : timeout.build());
      return new Governance(List.copyOf(inOrder));
    }

    private static void addIfOn(List<Layer> layers, @Nullable Layer layer) {
      if (layer != null) {
        layers.add(layer);
      }
    }
  }
}
