package dev.agentruntime;

import dev.agentruntime.chain.DryRun;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.internal.run.AgentDefinition;
import dev.agentruntime.internal.run.PlannedCall;
import dev.agentruntime.internal.run.RunHandle;
import dev.agentruntime.internal.run.RunRules;
import dev.agentruntime.internal.run.ToolSet;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.run.TypedResult;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A definition of what to do: a name, instructions, tools, a model, limits. Made by {@link
 * AgentRuntime#agent}; thousands may be made per second, since tools are compiled once per runtime
 * and shared.
 *
 * <p>Immutable; safe for use by many threads, each run is on its own.
 */
public final class Agent {
  private final AgentDefinition definition;

  private Agent(AgentDefinition definition) {
    this.definition = definition;
  }

  /**
   * The agent's name.
   *
   * @return the name
   */
  public String name() {
    return definition.name();
  }

  /**
   * The chains of the agent's own tools, in the order the tools were given; what providers bring
   * for a run is not in it.
   *
   * @return an unmodifiable list
   */
  public List<ToolChain> toolChains() {
    return definition.tools().chains();
  }

  /**
   * Runs the agent on the calling thread and blocks until the run has ended.
   *
   * <p>An interrupt of the calling thread cancels the run; the result is a {@link
   * RunResult.Cancelled} and the thread's flag is set when this returns. An interrupt that arrives
   * while another cancellation or the deadline is ending the run may be taken for it.
   *
   * @param input what the user says, not blank
   * @return how the run ended
   * @throws IllegalStateException if the runtime is closed
   */
  public RunResult run(String input) {
    return run(input, RunOptions.none());
  }

  /**
   * Runs the agent on the calling thread and blocks until the run has ended, as {@link
   * #run(String)} does.
   *
   * @param input what the user says, not blank
   * @param options for whom the run is, and how the host can stop it
   * @return how the run ended
   * @throws IllegalStateException if the runtime is closed
   */
  public RunResult run(String input, RunOptions options) {
    return run(userMessage(input), options);
  }

  /**
   * Runs the agent on the calling thread and blocks until the run has ended, as {@link
   * #run(String)} does.
   *
   * @param input what the user says, images included
   * @param options for whom the run is, and how the host can stop it
   * @return how the run ended
   * @throws IllegalStateException if the runtime is closed
   */
  public RunResult run(UserMessage input, RunOptions options) {
    return RunHandle.run(
        definition,
        Objects.requireNonNull(input, "input"),
        Objects.requireNonNull(options, "options"));
  }

  /**
   * Runs the agent on the calling thread, as {@link #run(String)} does, and makes a value of its
   * answer.
   *
   * @param input what the user says, not blank
   * @param type a record, sealed interface of records, enum or the like
   * @param <T> the type
   * @return how the run ended, and the value if it completed
   * @throws IllegalArgumentException if the type cannot be read from JSON
   * @throws IllegalStateException if the runtime is closed
   */
  public <T> TypedResult<T> run(String input, Class<T> type) {
    return run(input, JsonType.of(type), RunOptions.none());
  }

  /**
   * Runs the agent on the calling thread, as {@link #run(String)} does, and makes a value of its
   * answer. The model is told of the form by its provider's own means, or else in words; an answer
   * that does not fit is sent back with what is wrong with it, twice at most and within the run's
   * limits. An answer that was cut off is never made to fit.
   *
   * @param input what the user says, not blank
   * @param type what the answer must be, a list for instance
   * @param options for whom the run is, and how the host can stop it
   * @param <T> the type
   * @return how the run ended, and the value if it completed
   * @throws IllegalStateException if the runtime is closed
   */
  public <T> TypedResult<T> run(String input, JsonType<T> type, RunOptions options) {
    return run(userMessage(input), type, options);
  }

  /**
   * Runs the agent on the calling thread and makes a value of its answer, as {@link #run(String,
   * JsonType, RunOptions)} does.
   *
   * @param input what the user says, images included
   * @param type what the answer must be, a list for instance
   * @param options for whom the run is, and how the host can stop it
   * @param <T> the type
   * @return how the run ended, and the value if it completed
   * @throws IllegalStateException if the runtime is closed
   */
  @SuppressWarnings("unchecked") // the answer was read by the type's own reader
  public <T> TypedResult<T> run(UserMessage input, JsonType<T> type, RunOptions options) {
    return (TypedResult<T>)
        RunHandle.runTyped(
            definition.answering(Objects.requireNonNull(type, "type")),
            Objects.requireNonNull(input, "input"),
            Objects.requireNonNull(options, "options"));
  }

  /**
   * Starts the agent on a virtual thread of its own.
   *
   * <p>Started inside a tool, the run is part of the run that tool works for: it shares its
   * deadline, and is told to stop when that run is told to stop or ends.
   *
   * @param input what the user says, not blank
   * @return the run
   * @throws IllegalStateException if the runtime is closed
   */
  public AgentRun start(String input) {
    return start(input, RunOptions.none());
  }

  /**
   * Starts the agent on a virtual thread of its own, as {@link #start(String)} does.
   *
   * @param input what the user says, not blank
   * @param options for whom the run is, and how the host can stop it
   * @return the run
   * @throws IllegalStateException if the runtime is closed
   */
  public AgentRun start(String input, RunOptions options) {
    return RunHandle.start(
        definition, userMessage(input), Objects.requireNonNull(options, "options"));
  }

  /**
   * Starts the agent on a virtual thread of its own, as {@link #start(String)} does, and reads its
   * events from the first on, or just its answer's text as it comes. With a model that does not
   * stream the text comes in one piece.
   *
   * @param input what the user says, not blank
   * @return the run's events; close it, which does not end the run
   * @throws IllegalStateException if the runtime is closed
   */
  public RunEvents stream(String input) {
    return stream(input, RunOptions.none());
  }

  /**
   * Starts the agent and reads its events, as {@link #stream(String)} does.
   *
   * @param input what the user says, not blank
   * @param options for whom the run is, and how the host can stop it
   * @return the run's events; close it, which does not end the run
   * @throws IllegalStateException if the runtime is closed
   */
  public RunEvents stream(String input, RunOptions options) {
    return RunHandle.stream(
        definition, userMessage(input), Objects.requireNonNull(options, "options"));
  }

  /**
   * Goes on with a suspended run of this agent on the calling thread: its waiting calls go through
   * their whole chains again, in which everything is looked at anew; calls that have ended keep
   * their outcomes and are not repeated. Calls whose answer is still not there suspend the run
   * again.
   *
   * <p>The run keeps its identity, its options, its counts, and what was left of its time limit
   * when it was suspended.
   *
   * @param suspended how the run ended so far
   * @return how it ended
   * @throws IllegalArgumentException if it is the run of another agent or another runtime
   * @throws IllegalStateException if it has been resumed already, or the runtime is closed
   */
  public RunResult resume(RunResult.Suspended suspended) {
    return RunHandle.resume(definition, Objects.requireNonNull(suspended, "suspended"));
  }

  /**
   * What would become of a call now, as the first one of a new run: its arguments are mended and
   * enriched as in a real call, and every layer says whether it would let the call pass. Nothing is
   * reserved, counted, asked, put on record or run; the next call is as if this had not been. What
   * a layer gets from the host to look at a call, such as the values of arguments, it gets here,
   * too. Tools that providers bring for a run are known in that run alone.
   *
   * @param tool the name of the tool
   * @param arguments the arguments, as a model would write them
   * @param options for whom the run would be
   * @return what each link of the tool's chain says
   * @throws InterruptedException if the thread was interrupted
   * @see dev.agentruntime.run.AgentRun#dryRun
   */
  public DryRun dryRun(String tool, String arguments, RunOptions options)
      throws InterruptedException {
    return new PlannedCall(tool, arguments)
        .inNewRun(definition, Objects.requireNonNull(options, "options"));
  }

  AgentDefinition definition() {
    return definition;
  }

  private static UserMessage userMessage(String input) {
    if (Objects.requireNonNull(input, "input").isBlank()) {
      throw new IllegalArgumentException("input must not be blank, was '" + input + "'");
    }
    return UserMessage.from(input);
  }

  @Override
  public String toString() {
    return "Agent(" + definition.name() + ", " + definition.tools().chains().size() + " tools)";
  }

  /** Collects what an agent is made of. Confined to one thread. */
  public static final class Builder {
    private final AgentRuntime runtime;
    private final String name;
    private @Nullable String instructions;
    private ToolSet tools;
    private List<AgentTool> subAgents = List.of();
    private boolean withProviders = true;
    private ModelHandler model;
    private RunLimits limits;
    private TurnPolicy turns;
    private ContextSources context;
    private @Nullable JsonType<?> answers;

    Builder(AgentRuntime runtime, String name) {
      if (Objects.requireNonNull(name, "name").isBlank() || name.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "an agent's name must not be blank nor contain '/', was '" + name + "'");
      }
      this.runtime = runtime;
      this.name = name;
      AgentDefaults defaults = runtime.defaults();
      this.tools = runtime.tools();
      this.model = defaults.model();
      this.limits = defaults.limits();
      this.turns = defaults.turns();
      this.context = defaults.context();
    }

    /**
     * What the agent is told before anything else: the system message.
     *
     * @param text the instructions, not blank; without any there is no system message
     * @return this builder
     */
    public Builder instructions(String text) {
      if (Objects.requireNonNull(text, "text").isBlank()) {
        throw new IllegalArgumentException(
            "instructions of agent '" + name + "' must not be blank; leave them out instead");
      }
      this.instructions = text;
      return this;
    }

    /**
     * Gives the agent some of the runtime's tools, and none from providers. Without a word about
     * tools it has all of them.
     *
     * @param names names of tools the runtime has
     * @return this builder
     * @throws IllegalArgumentException naming a tool the runtime does not have, and those it has
     */
    public Builder tools(String... names) {
      this.tools = runtime.tools(List.of(names));
      this.withProviders = false;
      return this;
    }

    /**
     * Gives the agent no tool at all.
     *
     * @return this builder
     */
    public Builder noTools() {
      this.tools = runtime.tools(List.of());
      this.withProviders = false;
      return this;
    }

    /**
     * Gives the agent other agents as tools, beside its tools.
     *
     * @param agents agents of this runtime
     * @return this builder
     * @throws IllegalArgumentException if one is of another runtime, whose layers do not know what
     *     this one's have seen
     */
    public Builder subAgents(SubAgent... agents) {
      List<AgentTool> all = new ArrayList<>(subAgents);
      for (SubAgent agent : agents) {
        if (!agent.isOf(runtime.core())) {
          throw new IllegalArgumentException(
              "agent '" + name + "' cannot have " + agent + ": it is of another runtime");
        }
        all.add(agent.tool());
      }
      this.subAgents = all;
      return this;
    }

    /**
     * Gives the agent a model other than the runtime's. The runtime's model middleware is around it
     * all the same.
     *
     * @param other the model
     * @return this builder
     */
    public Builder model(ChatModel other) {
      this.model = runtime.gateway(other);
      return this;
    }

    /**
     * Gives the agent a streaming model in place of the runtime's. The runtime's model middleware
     * is around it all the same.
     *
     * @param other the model
     * @return this builder
     */
    public Builder model(StreamingChatModel other) {
      this.model = runtime.gateway(other);
      return this;
    }

    /**
     * Gives the agent limits other than the runtime's.
     *
     * @param other the limits
     * @return this builder
     */
    public Builder limits(RunLimits other) {
      this.limits = Objects.requireNonNull(other, "other");
      return this;
    }

    /**
     * Gives the agent a policy for odd turns of its model other than the runtime's.
     *
     * @param other the policy
     * @return this builder
     */
    public Builder turns(TurnPolicy other) {
      this.turns = Objects.requireNonNull(other, "other");
      return this;
    }

    /**
     * Has the agent answer with JSON of a type in every run, whoever starts it: the text of a
     * completed run is JSON that fits.
     *
     * @param type what its answers must be
     * @return this builder
     */
    public Builder answers(JsonType<?> type) {
      this.answers = Objects.requireNonNull(type, "type");
      return this;
    }

    /**
     * Gives the agent sources of context other than the runtime's.
     *
     * @param other the sources; {@link ContextSources#none()} for none at all
     * @return this builder
     */
    public Builder context(ContextSources other) {
      this.context = Objects.requireNonNull(other, "other");
      return this;
    }

    /**
     * Done.
     *
     * @return the agent
     */
    public Agent build() {
      ToolSet all = subAgents.isEmpty() ? tools : runtime.core().withTools(tools, subAgents);
      SystemMessage system = instructions == null ? null : SystemMessage.from(instructions);
      return new Agent(
          new AgentDefinition(
              runtime.core(),
              name,
              system,
              all,
              withProviders ? runtime.defaults().providers() : List.of(),
              model,
              new RunRules(limits, turns),
              context,
              answers));
    }
  }
}
