package dev.agentruntime;

import dev.agentruntime.internal.run.RuntimeCore;
import dev.agentruntime.internal.run.SubAgentTool;
import java.time.Duration;
import java.util.Objects;

/**
 * An agent as a tool of another one: the model of the outer agent gives it a task in words and gets
 * its answer. Given to {@link Agent.Builder#subAgents}.
 *
 * <p>Each call is a run of its own, with a conversation of its own: of the outer one it knows the
 * task, and nothing else. It is part of the outer run: it ends with it, counts into its usage, acts
 * for the same tenant and principal, and its calls go through the same layers under the agent path
 * {@code outer/inner}. The tool has the trait {@link dev.agentruntime.tool.ToolTrait#DELEGATES}.
 *
 * <p>What the outer model is told: the answer of a completed run; of one that was stopped, why, and
 * the text it had so far. A run that failed is a failure of the tool. One that waits for an
 * approval suspends the outer run, and goes on when that one is resumed.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class SubAgent {
  /** Ten slow model calls; a third of what a run of its own may take by default. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  /** Agents that ask agents that ask agents: whoever needs more has lost sight of the task. */
  public static final int DEFAULT_MAX_DEPTH = 3;

  private final Agent agent;
  private final String toolName;
  private final String description;
  private final Duration timeout;
  private final int maxDepth;

  private SubAgent(
      Agent agent, String toolName, String description, Duration timeout, int maxDepth) {
    this.agent = agent;
    this.toolName = toolName;
    this.description = description;
    this.timeout = timeout;
    this.maxDepth = maxDepth;
  }

  /**
   * An agent as a tool, under the agent's name.
   *
   * @param agent the agent; of the outer agent's runtime
   * @param description what it is good for, for the outer agent's model; not blank
   * @return a new sub-agent
   */
  public static SubAgent of(Agent agent, String description) {
    Objects.requireNonNull(agent, "agent");
    if (Objects.requireNonNull(description, "description").isBlank()) {
      throw new IllegalArgumentException(
          "the description of sub-agent '"
              + agent.name()
              + "' must not be blank, was '"
              + description
              + "'");
    }
    return new SubAgent(agent, agent.name(), description, DEFAULT_TIMEOUT, DEFAULT_MAX_DEPTH);
  }

  /**
   * The same under another name.
   *
   * @param name the tool's name
   * @return a copy
   */
  public SubAgent named(String name) {
    return new SubAgent(
        agent, Objects.requireNonNull(name, "name"), description, timeout, maxDepth);
  }

  /**
   * The same with another time limit. The outer run's deadline holds as well.
   *
   * @param limit how long one run of it may take, more than zero
   * @return a copy
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  public SubAgent withTimeout(Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(
          "timeout of sub-agent '" + toolName + "' must be positive, was " + limit);
    }
    return new SubAgent(agent, toolName, description, limit, maxDepth);
  }

  /**
   * The same with another bound on how deep agents may stand in one another. A call beyond it is
   * answered with an error; nothing is run.
   *
   * @param depth how many agents may stand around it, at least 1
   * @return a copy
   * @throws IllegalArgumentException if the depth is less than 1
   */
  public SubAgent withMaxDepth(int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException(
          "max depth of sub-agent '" + toolName + "' must be at least 1, was " + depth);
    }
    return new SubAgent(agent, toolName, description, timeout, depth);
  }

  boolean isOf(RuntimeCore runtime) {
    return agent.definition().core().equals(runtime);
  }

  SubAgentTool tool() {
    return new SubAgentTool(agent.definition(), toolName, description, timeout, maxDepth);
  }

  @Override
  public String toString() {
    return "SubAgent(" + toolName + ", " + agent + ", " + timeout + ", depth " + maxDepth + ")";
  }
}
