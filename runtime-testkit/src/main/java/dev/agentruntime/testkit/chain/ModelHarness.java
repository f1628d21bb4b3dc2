package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelChain;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.langchain4j.model.chat.ChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Layers around a model, without a runtime, a loop or tools: to test model layers alone.
 *
 * <pre>{@code
 * ModelHarness harness = ModelHarness.around(ScriptedModel.on(time, Turn.rateLimit(), Turn.answer("hello")))
 *     .layer(ModelRetry.standard())
 *     .time(time)
 *     .build();
 * ChatResponse response = harness.newRun().ask("hello?");
 * }</pre>
 *
 * <p>Runs of one harness share state as runs of one runtime do. Immutable but for the state that
 * layers keep; safe for use by many threads.
 */
public final class ModelHarness implements AutoCloseable {
  private final HarnessState state;
  private final ModelHandler chain;

  private ModelHarness(Builder from) {
    RuntimeServices services =
        new RuntimeServices(
            from.time,
            new SlotRegistry(),
            new Watchdog("harness-watchdog", from.time),
            new StragglerRegistry(),
            List.of());
    this.state = new HarnessState(services, from.observed);
    List<ModelMiddleware> links = new ArrayList<>();
    for (ModelLayer layer : from.layers) {
      links.add(layer.bind(new ModelBinding(layer.name(), from.name, services)));
    }
    this.chain = ModelChain.compose(links, from.step);
  }

  /**
   * Starts a chain around a model.
   *
   * @param model the model, usually a scripted one
   * @return a new builder
   */
  public static Builder around(ChatModel model) {
    return new Builder(ModelBinding.nameOf(model), ModelHandler.of(model));
  }

  /**
   * Starts a chain around an innermost step that may do anything.
   *
   * @param name what the chain takes for the model's name
   * @param step the innermost step
   * @return a new builder
   */
  public static Builder around(String name, ModelHandler step) {
    return new Builder(name, step);
  }

  /**
   * Begins a run of nobody in particular, without a deadline.
   *
   * @return a new run
   */
  public ModelHarnessRun newRun() {
    return newRun(RunOptions.none());
  }

  /**
   * Begins a run.
   *
   * @param options for whom the run is and how long it may take; its token, heartbeat and listener
   *     are not used
   * @return a new run
   */
  public ModelHarnessRun newRun(RunOptions options) {
    return new ModelHarnessRun(
        chain, new HarnessFrame(state, Objects.requireNonNull(options, "options")));
  }

  /**
   * What the layers were offered when they were bound.
   *
   * @return the services
   */
  public RuntimeServices services() {
    return state.services();
  }

  /** Ends the watchdog that keeps time limits, if a limit was ever armed. */
  @Override
  public void close() {
    state.services().watchdog().close();
  }

  /** Collects what a chain is made of. Confined to one thread. */
  public static final class Builder {
    private final String name;
    private final ModelHandler step;
    private final List<ModelLayer> layers = new ArrayList<>();
    private TimeSource time = TimeSource.system();
    private boolean observed = true;

    private Builder(String name, ModelHandler step) {
      this.name = Objects.requireNonNull(name, "name");
      this.step = Objects.requireNonNull(step, "step");
    }

    /**
     * Adds a layer inside those added before.
     *
     * @param layer the layer
     * @return this builder
     */
    public Builder layer(ModelLayer layer) {
      layers.add(Objects.requireNonNull(layer, "layer"));
      return this;
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
     * Makes runs to which nobody listens. Their events are not recorded.
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
     */
    public ModelHarness build() {
      return new ModelHarness(this);
    }
  }
}
