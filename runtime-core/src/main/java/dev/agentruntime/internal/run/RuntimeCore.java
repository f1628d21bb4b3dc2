package dev.agentruntime.internal.run;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.StateBox;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all agents and runs of one runtime share. Safe for use by many threads. */
public final class RuntimeCore {
  /**
   * Chains of tools from providers are kept for reuse up to this many; beyond it they are dropped
   * and composed anew when needed.
   */
  private static final int MAX_PROVIDED_CHAINS = 1_000;

  private static final String NOT_SHOWN = "(not shown)";

  private final RuntimeServices services;
  private final List<Layer> layers;
  private final Function<ToolOutcome, Optional<String>> outcomeTexts;
  private final EventHub events;
  private final LiveRuns live;
  private final @Nullable SessionSetup sessionSetup;

  /** Tells this runtime's ids from those of another one; not a secret. */
  private final String prefix = Long.toString(new SplittableRandom().nextLong() >>> 34, 36);

  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong incidents = new AtomicLong();
  private final StateBox runtimeBox = new StateBox();
  private final KeyedBoxes sessions = new KeyedBoxes();
  private final KeyedBoxes tenants = new KeyedBoxes();
  private final IdentityHashMap<AgentTool, ToolChain> provided = new IdentityHashMap<>();

  /**
   * A runtime's shared parts.
   *
   * @param parts what the builder collected
   */
  public RuntimeCore(Parts parts) {
    this.services = parts.services;
    this.layers = List.copyOf(parts.layers);
    this.outcomeTexts = parts.outcomeTexts;
    this.events = new EventHub(parts.listeners);
    this.live = new LiveRuns(services.time(), services.watchdog());
    this.sessionSetup = parts.sessions;
  }

  /**
   * What the builder collected.
   *
   * @param services time, slots and the like
   * @param layers in the order given
   * @param listeners told of every run's events
   * @param outcomeTexts overrides what the model is told of an outcome
   * @param sessions where conversations are kept, or null
   */
  public record Parts(
      RuntimeServices services,
      List<Layer> layers,
      List<RunListener> listeners,
      Function<ToolOutcome, Optional<String>> outcomeTexts,
      @Nullable SessionSetup sessions) {}

  /**
   * Compiles tools.
   *
   * @param tools the tools
   * @return their chains, in one set
   */
  public ToolSet compile(List<AgentTool> tools) {
    Map<String, AgentTool> byName = HashMap.newHashMap(tools.size());
    for (AgentTool tool : tools) {
      String name = tool.specification().name();
      AgentTool namesake = byName.put(name, tool);
      if (namesake != null) {
        throw new IllegalArgumentException(
            "two tools are named '"
                + name
                + "', "
                + described(namesake)
                + " and "
                + described(tool)
                + "; tool names must differ");
      }
    }
    return ToolSet.of(tools.stream().map(this::compile).toList(), this);
  }

  /** The class, and the method of one that was made of it. */
  private static String described(AgentTool tool) {
    return tool.getClass().getName() + " (" + tool + ")";
  }

  boolean hasLayers() {
    return !layers.isEmpty();
  }

  private ToolChain compile(AgentTool tool) {
    ToolDescriptor descriptor = ToolDescriptor.of(tool);
    ToolSpecification shown = shownToModel(descriptor);
    List<Link> links = linksFor(descriptor, CoreLinks.forKnownTool(tool, descriptor, shown));
    links.addAll(CoreLinks.behindEnrichment(tool, descriptor, shown));
    return ToolChain.compose(descriptor, shown, links, new ToolInvoker(tool));
  }

  private ToolSpecification shownToModel(ToolDescriptor tool) {
    ToolSpecification shown = tool.specification();
    for (Layer layer : layers) {
      shown =
          Objects.requireNonNull(
              layer.shownToModel(tool, shown),
              () -> "what layer '" + layer.name() + "' shows of tool '" + tool.name() + "'");
    }
    return shown;
  }

  /** The chain of a tool a provider brought, composed once per tool object. */
  ToolChain compileProvided(AgentTool tool) {
    synchronized (provided) {
      ToolChain known = provided.get(tool);
      if (known != null) {
        return known;
      }
      if (provided.size() >= MAX_PROVIDED_CHAINS) {
        provided.clear();
      }
    }
    ToolChain chain = compile(tool);
    synchronized (provided) {
      provided.put(tool, chain);
    }
    return chain;
  }

  /**
   * A set of tools and more, compiled for one agent.
   *
   * @param tools the set
   * @param more the other tools
   * @return a new set
   * @throws IllegalArgumentException if two tools have the same name
   */
  public ToolSet withTools(ToolSet tools, List<AgentTool> more) {
    return tools.with(more.stream().map(this::compile).toList(), this);
  }

  List<Link> linksFor(ToolDescriptor tool, List<Link> coreLinks) {
    List<Link> links = new ArrayList<>(coreLinks);
    for (Layer layer : layers) {
      List<Link> bound = layer.bind(new LayerBinding(tool, layer.name(), services));
      links.addAll(
          Objects.requireNonNull(
              bound, () -> "links of layer '" + layer.name() + "' for tool '" + tool.name() + "'"));
    }
    links.addAll(CoreLinks.unlessTakenOver(tool, links));
    return links;
  }

  /**
   * Some tools of a set.
   *
   * @param tools the set
   * @param names names of tools it has
   * @return a smaller set
   */
  public ToolSet subset(ToolSet tools, Collection<String> names) {
    return tools.subset(names, this);
  }

  /**
   * The record of work left behind.
   *
   * @return the registry
   */
  public StragglerRegistry stragglers() {
    return services.stragglers();
  }

  TimeSource time() {
    return services.time();
  }

  /** What may be seen of a tool's report. A layer that fails at it shows nothing. */
  String reported(String message) {
    String shown = message;
    for (Layer layer : layers) {
      try {
        shown = layer.reported(shown);
      } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
        return NOT_SHOWN;
      }
    }
    return shown;
  }

  /**
   * What layers are offered.
   *
   * @return the services
   */
  public RuntimeServices services() {
    return services;
  }

  @Nullable SessionSetup sessions() {
    return sessionSetup;
  }

  List<ContextCarrier> carriers() {
    return services.carriers();
  }

  EventHub events() {
    return events;
  }

  /**
   * The runs going on.
   *
   * @return the register
   */
  public LiveRuns live() {
    return live;
  }

  /**
   * How often a listener threw.
   *
   * @return a count since the runtime was made
   */
  public long listenerFailures() {
    return events.failures();
  }

  StateBox runtimeBox() {
    return runtimeBox;
  }

  StateBox sessionBox(String session) {
    return sessions.get(session);
  }

  StateBox tenantBox(String tenant) {
    return tenants.get(tenant);
  }

  long nextRunNumber() {
    return runs.incrementAndGet();
  }

  String runId(long number) {
    return "run-" + prefix + "-" + number;
  }

  String newIncidentId() {
    return "inc-" + prefix + "-" + incidents.incrementAndGet();
  }

  String textForModel(ToolOutcome outcome) {
    String text = outcomeTexts.apply(outcome).orElseGet(outcome::textForModel);
    return text.isBlank() ? outcome.textForModel() : text;
  }
}
