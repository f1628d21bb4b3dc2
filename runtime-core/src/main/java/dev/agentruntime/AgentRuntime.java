package dev.agentruntime;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelChain;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.internal.run.RuntimeCore;
import dev.agentruntime.internal.run.SessionQueue;
import dev.agentruntime.internal.run.SessionSetup;
import dev.agentruntime.internal.run.ToolSet;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.session.SessionStore;
import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolProvider;
import dev.agentruntime.tool.method.ToolMethods;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs agents inside the host's process: holds the model, the tools with their chains, and what
 * both take from the world.
 *
 * <pre>{@code
 * AgentRuntime runtime = AgentRuntime.builder(chatModel).tools(new OpsTools()).build();
 * Agent triage = runtime.agent("triage").instructions("Find out why checkout is slow.").build();
 * RunResult result = triage.run("p99 went from 80 ms to 2 s at 14:05");
 * }</pre>
 *
 * <p>One per host is usual; several in one JVM share nothing. It starts no thread before a run
 * needs one. {@link #close()} ends what it started.
 *
 * <p>Immutable but for being closed; safe for use by many threads.
 */
public final class AgentRuntime implements AutoCloseable {
  /**
   * How long {@link #close()} waits for cancelled runs: twice the default grace period, and some
   * clean-up.
   */
  public static final Duration DEFAULT_CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final RuntimeCore core;
  private final ToolSet tools;
  private final ToolSet noTools;
  private final List<ModelLayer> modelLayers;
  private final boolean isolateModelCalls;
  private final StreamOptions streamOptions;
  private final AgentDefaults defaults;

  private AgentRuntime(Builder from) {
    RuntimeServices services =
        new RuntimeServices(
            from.time,
            new SlotRegistry(),
            new Watchdog("agent-runtime-watchdog", from.time),
            new StragglerRegistry(),
            from.carriers);
    this.core =
        new RuntimeCore(
            new RuntimeCore.Parts(
                services, from.layers, from.listeners, from.outcomeTexts, from.sessions));
    this.tools = core.compile(from.tools);
    this.noTools = core.compile(List.of());
    this.modelLayers = ModelLayers.all(from.layers, from.modelLayers);
    this.isolateModelCalls = from.isolateModelCalls;
    this.streamOptions = from.streamOptions;
    this.defaults =
        new AgentDefaults(
            from.providers, from.model.apply(this), from.limits, from.turns, from.context);
  }

  /**
   * Starts a runtime's definition.
   *
   * @param model the model agents ask unless they have their own; its own retries should be off
   * @return a new builder
   */
  public static Builder builder(ChatModel model) {
    Objects.requireNonNull(model, "model");
    return new Builder(runtime -> runtime.gateway(model));
  }

  /**
   * Starts the definition of a runtime whose agents stream: what the model says reaches listeners
   * piece by piece, as {@link dev.agentruntime.event.RunEvent.ModelStreamed}; all else is the same.
   *
   * @param model the model agents ask unless they have their own; its own retries should be off
   * @return a new builder
   */
  public static Builder builder(StreamingChatModel model) {
    Objects.requireNonNull(model, "model");
    return new Builder(runtime -> runtime.gateway(model));
  }

  /**
   * Starts an agent's definition.
   *
   * @param name the agent's name, in events, thread names and logs; not blank, without '/'
   * @return a new builder
   */
  public Agent.Builder agent(String name) {
    return new Agent.Builder(this, name);
  }

  /**
   * How many runs are going on.
   *
   * @return a snapshot
   */
  public int liveRuns() {
    return core.live().count();
  }

  /**
   * The record of work that ignored its interrupt and was left behind.
   *
   * @return the registry
   */
  public StragglerRegistry stragglers() {
    return core.stragglers();
  }

  /**
   * How often a listener threw.
   *
   * @return a count since the runtime was made
   */
  public long listenerFailures() {
    return core.listenerFailures();
  }

  /**
   * Cancels live runs, waits for them to end for at most {@link #DEFAULT_CLOSE_PATIENCE}, and
   * starts no more. What is left after that is in {@link #liveRuns()} and {@link #stragglers()}.
   * Closing again does nothing.
   */
  @Override
  public void close() {
    close(DEFAULT_CLOSE_PATIENCE);
  }

  /**
   * Cancels live runs and waits for them to end; no run begins any more. An interrupt ends the
   * waiting early and stays set. Must not be called from inside a run of this runtime, whose end it
   * would wait for in vain.
   *
   * @param patience how long to wait
   * @return the ids of runs that had not ended by then, empty if all had
   */
  public List<String> close(Duration patience) {
    return core.live().close(Objects.requireNonNull(patience, "patience"));
  }

  RuntimeCore core() {
    return core;
  }

  ToolSet tools() {
    return tools;
  }

  ToolSet tools(Collection<String> names) {
    return names.isEmpty() ? noTools : core.subset(tools, names);
  }

  AgentDefaults defaults() {
    return defaults;
  }

  ModelHandler gateway(ChatModel to) {
    ModelHandler way = ModelHandler.of(to);
    return governed(ModelBinding.nameOf(to), isolateModelCalls ? way.isolated() : way);
  }

  ModelHandler gateway(StreamingChatModel to) {
    return governed(ModelBinding.nameOf(to), ModelHandler.of(to, streamOptions));
  }

  private ModelHandler governed(String name, ModelHandler way) {
    List<ModelMiddleware> links = new ArrayList<>(modelLayers.size());
    for (ModelLayer layer : modelLayers) {
      links.add(layer.bind(new ModelBinding(layer.name(), name, core.services())));
    }
    return ModelChain.compose(links, way);
  }

  /** Collects what a runtime is made of. Confined to one thread. */
  public static final class Builder {
    private final Function<AgentRuntime, ModelHandler> model;
    private final List<AgentTool> tools = new ArrayList<>();
    private final List<ToolProvider> providers = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final List<ModelLayer> modelLayers = new ArrayList<>();
    private final List<RunListener> listeners = new ArrayList<>();
    private final List<ContextCarrier> carriers = new ArrayList<>();
    private Function<ToolOutcome, Optional<String>> outcomeTexts = outcome -> Optional.empty();
    private RunLimits limits = RunLimits.defaults();
    private TurnPolicy turns = TurnPolicy.defaults();
    private TimeSource time = TimeSource.system();
    private @Nullable SessionSetup sessions;
    private ContextSources context = ContextSources.none();
    private boolean isolateModelCalls;
    private StreamOptions streamOptions = StreamOptions.defaults();

    private Builder(Function<AgentRuntime, ModelHandler> model) {
      this.model = model;
    }

    /**
     * Adds tools: {@link AgentTool}s as they are, any other object by its methods annotated with
     * langchain4j's {@code @Tool}.
     *
     * @param toolObjects the tools
     * @return this builder
     * @throws IllegalArgumentException if an object has no usable tool method; names class, method
     *     and parameter
     */
    public Builder tools(Object... toolObjects) {
      for (Object object : toolObjects) {
        if (object instanceof AgentTool tool) {
          tools.add(tool);
        } else {
          tools.addAll(ToolMethods.of(object));
        }
      }
      return this;
    }

    /**
     * Adds a source of tools that is asked at the start of each run.
     *
     * @param provider the source
     * @return this builder
     */
    public Builder toolProvider(ToolProvider provider) {
      providers.add(Objects.requireNonNull(provider, "provider"));
      return this;
    }

    /**
     * Adds layers around every tool call. Their order is that of their links' anchors; at the same
     * anchor, the order of adding. A layer's part around models ({@link Layer#aroundModel}) comes
     * outside all model middleware, in whatever order they are added.
     *
     * @param added the layers
     * @return this builder
     */
    public Builder middleware(Layer... added) {
      return middleware(List.of(added));
    }

    /**
     * Adds layers around every tool call, as {@link #middleware(Layer...)} does.
     *
     * @param added the layers
     * @return this builder
     */
    public Builder middleware(Iterable<? extends Layer> added) {
      for (Layer layer : added) {
        for (Layer other : layers) {
          if (other.name().equals(layer.name())) {
            throw new IllegalArgumentException(
                "two layers are named '"
                    + layer.name()
                    + "': "
                    + other
                    + " and "
                    + layer
                    + "; was the same Governance added twice?");
          }
        }
        layers.add(layer);
      }
      return this;
    }

    /**
     * Adds one link around every tool call.
     *
     * @param anchor where it belongs
     * @param name its name in messages and in the printed chain
     * @param link what it does
     * @param traits what it declares about itself
     * @return this builder
     */
    public Builder middleware(
        Anchor anchor, String name, ToolMiddleware link, LinkTrait... traits) {
      return middleware(Layer.of(anchor, name, link, traits));
    }

    /**
     * Adds a link around every model request, inside those added before.
     *
     * @param link the link
     * @return this builder
     */
    public Builder modelMiddleware(ModelMiddleware link) {
      Objects.requireNonNull(link, "link");
      modelLayers.add(ModelLayer.of(link.getClass().getName(), link));
      return this;
    }

    /**
     * Adds a layer around every model request, inside those added before.
     *
     * @param layer the layer
     * @return this builder
     * @throws IllegalArgumentException if there is a layer of this name already
     */
    public Builder modelMiddleware(ModelLayer layer) {
      for (ModelLayer other : modelLayers) {
        if (other.name().equals(layer.name())) {
          throw new IllegalArgumentException(
              "two model layers are named '" + layer.name() + "': " + other + " and " + layer);
        }
      }
      modelLayers.add(layer);
      return this;
    }

    /**
     * Asks models on threads of their own, so that one that ignores its interrupt can be left
     * behind: the run then ends within its grace, and the model is on record in {@link
     * AgentRuntime#stragglers()}. Model middleware stays on the run's thread.
     *
     * <p>Off unless said, since it costs a hop to another thread per request, and langchain4j's
     * clients on the JDK's HTTP client end when they are interrupted.
     *
     * @return this builder
     */
    public Builder isolateModelCalls() {
      this.isolateModelCalls = true;
      return this;
    }

    /**
     * Sets how long streaming models may be silent, and how far they may run ahead.
     *
     * @param options the options; {@link StreamOptions#defaults()} if never set
     * @return this builder
     */
    public Builder streaming(StreamOptions options) {
      this.streamOptions = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * Adds a listener to every run's events.
     *
     * @param listener the listener
     * @return this builder
     */
    public Builder listener(RunListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Adds a carrier of the host's own thread-bound context into the threads a run starts.
     *
     * @param carrier the carrier
     * @return this builder
     */
    public Builder contextCarrier(ContextCarrier carrier) {
      carriers.add(Objects.requireNonNull(carrier, "carrier"));
      return this;
    }

    /**
     * Overrides what the model is told of an outcome.
     *
     * @param texts the text, or empty for the outcome's own
     * @return this builder
     */
    public Builder outcomeTexts(Function<ToolOutcome, Optional<String>> texts) {
      this.outcomeTexts = Objects.requireNonNull(texts, "texts");
      return this;
    }

    /**
     * Keeps conversations between runs, with the {@linkplain SessionOptions#defaults() defaults};
     * see {@link #sessions(SessionStore, SessionOptions)}.
     *
     * @param store keeps them
     * @return this builder
     */
    public Builder sessions(SessionStore store) {
      return sessions(store, SessionOptions.defaults());
    }

    /**
     * Keeps conversations between runs. A run whose host named a session ({@link
     * dev.agentruntime.run.RunOptions.Builder#session}) goes on where the last one of this tenant
     * and session ended, and is saved turn by turn: an answer with the results of all its tool
     * calls, the user's words with the first answer to them. Turns that were saved stay, however
     * the run ends; one that ends before the first leaves nothing behind. A run without a session
     * touches no store; so does a run started in a tool, which has a session only if its own
     * options name one.
     *
     * <p>If somebody else has changed the session meanwhile, the run fails with a {@link
     * dev.agentruntime.session.SessionConflictException}, and {@link
     * dev.agentruntime.run.RunSummary#unsavedMessages} has what it could not save.
     *
     * @param store keeps them
     * @param options how much is kept, and what happens to runs that meet in one session
     * @return this builder
     */
    public Builder sessions(SessionStore store, SessionOptions options) {
      this.sessions = new SessionSetup(store, options, new SessionQueue());
      return this;
    }

    /**
     * Has sources asked for what the model should know, at the start of each run, unless its agent
     * says otherwise.
     *
     * @param sources the sources; {@link ContextSources#none()} if never set
     * @return this builder
     */
    public Builder context(ContextSources sources) {
      this.context = Objects.requireNonNull(sources, "sources");
      return this;
    }

    /**
     * Sets how much a run may use, unless its agent says otherwise.
     *
     * @param runLimits the limits; {@link RunLimits#defaults()} if never set
     * @return this builder
     */
    public Builder limits(RunLimits runLimits) {
      this.limits = Objects.requireNonNull(runLimits, "runLimits");
      return this;
    }

    /**
     * Sets what runs make of odd turns of the model, unless their agent says otherwise.
     *
     * @param policy the policy; {@link TurnPolicy#defaults()} if never set
     * @return this builder
     */
    public Builder turns(TurnPolicy policy) {
      this.turns = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Replaces the clock, the waits and the threads, for tests and for hosts with a thread factory
     * of their own.
     *
     * @param source the time source; {@link TimeSource#system()} if never set
     * @return this builder
     */
    public Builder time(TimeSource source) {
      this.time = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Compiles the tools and checks the order of their chains.
     *
     * @return the runtime
     * @throws IllegalArgumentException if two tools have the same name
     * @throws dev.agentruntime.chain.ChainOrderException if the order of links breaks what one of
     *     them declares; names both
     */
    public AgentRuntime build() {
      return new AgentRuntime(this);
    }
  }
}
