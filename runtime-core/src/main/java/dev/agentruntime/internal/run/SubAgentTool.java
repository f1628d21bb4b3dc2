package dev.agentruntime.internal.run;

import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs an agent as a tool of another one. What an inner run that was suspended goes on from is kept
 * with the outer run, by call, so it is there when that one is resumed and gone with it.
 *
 * <p>Compared by identity, as each has a place of its own in the outer runs. Safe for use by many
 * threads.
 */
public final class SubAgentTool implements AgentTool {
  private static final String TASK = "task";

  private final AgentDefinition agent;
  private final ToolSpecification specification;
  private final RunOptions options;
  private final int maxDepth;

  /**
   * Makes the tool.
   *
   * @param agent the agent
   * @param name the tool's name
   * @param description what the outer model is told of it
   * @param timeout how long one run may take
   * @param maxDepth how many agents may stand around it
   */
  public SubAgentTool(
      AgentDefinition agent, String name, String description, Duration timeout, int maxDepth) {
    this.agent = agent;
    this.options = RunOptions.builder().timeout(timeout).build();
    this.maxDepth = maxDepth;
    this.specification =
        ToolSpecification.builder()
            .name(name)
            .description(description)
            .parameters(
                JsonObjectSchema.builder()
                    .addStringProperty(
                        TASK,
                        "What it is to do, with everything it needs to know: it sees nothing of"
                            + " this conversation.")
                    .required(TASK)
                    .additionalProperties(false)
                    .build())
            .build();
  }

  @Override
  public ToolSpecification specification() {
    return specification;
  }

  /** A run on this thread ends when the thread is interrupted. */
  @Override
  public ToolTraits traits() {
    return ToolTraits.of(ToolTrait.DELEGATES, ToolTrait.INTERRUPTIBLE);
  }

  @Override
  public ToolOutcome call(ToolInvocation invocation) throws InterruptedException {
    int depth = 1 + (int) invocation.context().agentPath().chars().filter(c -> c == '/').count();
    if (depth > maxDepth) {
      return ToolOutcome.toolError(
          "Agents stand "
              + depth
              + " deep in one another here, and this one may be called at most "
              + maxDepth
              + " deep. Do the task yourself.");
    }
    Map<String, RunResult.Suspended> waiting = waiting(invocation);
    RunResult.Suspended earlier = waiting.remove(invocation.idempotencyKey());
    RunResult result =
        earlier == null ? RunHandle.run(agent, task(invocation), options) : goOn(earlier);
    if (result instanceof RunResult.Suspended suspended) {
      waiting.put(invocation.idempotencyKey(), suspended);
    }
    return outcome(result);
  }

  private static UserMessage task(ToolInvocation invocation) {
    String task = invocation.arguments().object().get(TASK).asText();
    return UserMessage.from(task.isBlank() ? "(no task)" : task);
  }

  private RunResult goOn(RunResult.Suspended earlier) {
    return RunHandle.resume(agent, earlier);
  }

  private Map<String, RunResult.Suspended> waiting(ToolInvocation invocation) {
    RunFrame outer = (RunFrame) invocation.context();
    LayerBinding place = new LayerBinding(ToolDescriptor.of(this), "sub-agents", outer.services());
    Slot<Map<String, RunResult.Suspended>> slot =
        place.perTool(StateScope.RUN, "waiting", ConcurrentHashMap::new);
    return slot.get(outer);
  }

  private ToolOutcome outcome(RunResult result) throws InterruptedException {
    return switch (result) {
      case RunResult.Completed completed -> ToolOutcome.success(completed.text());
      case RunResult.Suspended suspended -> suspended.pending().getFirst().waiting();
      case RunResult.Stopped stopped ->
          ToolOutcome.toolError(
              "The agent was stopped (" + stopped.reason() + ")." + soFar(stopped.text()));
      case RunResult.Cancelled cancelled -> cancelled(cancelled);
      case RunResult.Failed failed ->
          new ToolOutcome.InfrastructureError(failed.incidentId(), false, failed.error());
    };
  }

  private static ToolOutcome cancelled(RunResult.Cancelled cancelled) throws InterruptedException {
    Cancellation.Kind kind = cancelled.cancellation().kind();
    if (kind == Cancellation.Kind.PARENT || kind == Cancellation.Kind.INTERRUPTED) {
      throw new InterruptedException("the run of a sub-agent was cancelled: " + kind);
    }
    return ToolOutcome.toolError("The agent was told to stop." + soFar(cancelled.text()));
  }

  private static String soFar(String text) {
    return Objects.requireNonNull(text).isBlank() ? "" : " Its last words so far: " + text;
  }
}
