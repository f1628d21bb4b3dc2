package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A chain around one tool, without a runtime, a loop or a model: to test links and layers alone.
 *
 * <pre>{@code
 * ChainHarness chain = ChainHarness.around(FakeTool.answering("search", "two hits"))
 *     .layer(new Timeout(Duration.ofSeconds(30)))
 *     .time(time)
 *     .build();
 * ToolOutcome outcome = chain.newRun().call("{}");
 * }</pre>
 *
 * <p>The chain holds exactly the links given: it has none of those a runtime adds by itself, and
 * nothing turns what a link throws into an outcome. Runs of one harness share state as runs of one
 * runtime do: by tenant, by tenant and session, and all of them.
 *
 * <p>Immutable but for the state that layers keep; safe for use by many threads.
 */
public final class ChainHarness implements AutoCloseable {
  private final HarnessState state;
  private final ToolChain chain;

  private ChainHarness(Builder from) {
    RuntimeServices services =
        new RuntimeServices(
            from.time,
            new SlotRegistry(),
            new Watchdog("harness-watchdog", from.time),
            new StragglerRegistry(),
            from.carriers);
    this.state = new HarnessState(services, from.observed);
    List<Link> links = new ArrayList<>(from.links);
    for (Layer layer : from.layers) {
      links.addAll(layer.bind(new LayerBinding(from.tool, layer.name(), services)));
    }
    this.chain = ToolChain.compose(from.tool, links, from.step);
  }

  /**
   * Starts a chain around a tool. What the tool throws becomes an outcome as {@link AgentTool}
   * says.
   *
   * @param tool the tool, usually a fake one
   * @return a new builder
   */
  public static Builder around(AgentTool tool) {
    return new Builder(ToolDescriptor.of(tool), new ToolStep(tool));
  }

  /**
   * Starts a chain around an innermost step that may do anything a link further in may do, such as
   * throw.
   *
   * @param tool what the chain takes the step for
   * @param step the innermost step
   * @return a new builder
   */
  public static Builder around(ToolDescriptor tool, ToolHandler step) {
    return new Builder(tool, step);
  }

  /**
   * Begins a run of nobody in particular, without a deadline.
   *
   * @return a new run
   */
  public HarnessRun newRun() {
    return newRun(RunOptions.none());
  }

  /**
   * Begins a run.
   *
   * @param options for whom the run is and how long it may take; its token, heartbeat and listener
   *     are not used
   * @return a new run
   */
  public HarnessRun newRun(RunOptions options) {
    return new HarnessRun(chain, state, Objects.requireNonNull(options, "options"));
  }

  /**
   * Sends one call through the chain, in a run of its own.
   *
   * @param arguments JSON text, well-formed or not
   * @return what the outermost link returned
   * @throws InterruptedException if a link let one pass
   */
  public ToolOutcome call(String arguments) throws InterruptedException {
    return newRun().call(arguments);
  }

  /**
   * The chain.
   *
   * @return the chain; its {@code toString} shows it as nesting
   */
  public ToolChain chain() {
    return chain;
  }

  /**
   * What the layers were offered when they were bound.
   *
   * @return the services
   */
  public RuntimeServices services() {
    return state.services();
  }

  /**
   * Ends the watchdog that keeps time limits, if a limit was ever armed. To be called in tests
   * whose chain has a time limit; without one there is nothing to end.
   */
  @Override
  public void close() {
    state.services().watchdog().close();
  }

  /** The chain as nesting: {@code guard(log(timeout(tool)))}. */
  @Override
  public String toString() {
    return chain.toString();
  }

  /** Collects what a chain is made of. Confined to one thread. */
  public static final class Builder {
    private final ToolDescriptor tool;
    private final ToolHandler step;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<ContextCarrier> carriers = new ArrayList<>();
    private TimeSource time = TimeSource.system();
    private boolean observed = true;

    private Builder(ToolDescriptor tool, ToolHandler step) {
      this.tool = Objects.requireNonNull(tool, "tool");
      this.step = Objects.requireNonNull(step, "step");
    }

    /**
     * Adds a layer, bound when the chain is built.
     *
     * @param layer the layer
     * @return this builder
     */
    public Builder layer(Layer layer) {
      layers.add(Objects.requireNonNull(layer, "layer"));
      return this;
    }

    /**
     * Adds a link.
     *
     * @param link the link
     * @return this builder
     */
    public Builder link(Link link) {
      links.add(Objects.requireNonNull(link, "link"));
      return this;
    }

    /**
     * Adds a link from its parts.
     *
     * @param anchor where it belongs
     * @param name its name
     * @param middleware what it does
     * @param traits what it declares
     * @return this builder
     */
    public Builder link(
        Anchor anchor, String name, ToolMiddleware middleware, LinkTrait... traits) {
      return link(Link.of(anchor, name, middleware, traits));
    }

    /**
     * Sets the clock and the starter of threads; the real ones unless set.
     *
     * @param source the time source, in tests usually virtual
     * @return this builder
     */
    public Builder time(TimeSource source) {
      this.time = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Adds a carrier of the host's context into threads that layers start.
     *
     * @param carrier the carrier
     * @return this builder
     */
    public Builder contextCarrier(ContextCarrier carrier) {
      carriers.add(Objects.requireNonNull(carrier, "carrier"));
      return this;
    }

    /**
     * Makes runs to which nobody listens, as in a runtime without listeners. Their events are not
     * recorded.
     *
     * @return this builder
     */
    public Builder unobserved() {
      this.observed = false;
      return this;
    }

    /**
     * Binds the layers and composes the chain.
     *
     * @return the harness
     * @throws dev.agentruntime.chain.ChainOrderException if the order of links breaks what one of
     *     them declares
     */
    public ChainHarness build() {
      return new ChainHarness(this);
    }
  }
}
