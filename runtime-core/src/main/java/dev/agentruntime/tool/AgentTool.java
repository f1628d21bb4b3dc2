package dev.agentruntime.tool;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Map;
import java.util.Optional;

/**
 * Something a model may call. Called {@code AgentTool} because langchain4j's annotation is called
 * {@code Tool}.
 *
 * <p>{@link #call} blocks until the work is done. It must end promptly when its thread is
 * interrupted, by throwing {@link InterruptedException}; an interrupt never becomes a result. If it
 * throws anything else, the exception becomes a {@link ToolOutcome.InfrastructureError} whose text
 * names an incident, not the exception's message; a {@link ToolException} becomes a {@link
 * ToolOutcome.ToolError} with its message. Sibling calls and the run go on.
 *
 * <p>Implementations must be safe for use by many threads, or declare {@link ToolTrait#EXCLUSIVE}
 * and be used by one run at a time.
 */
public interface AgentTool {

  /**
   * What the model is told: name, description, parameters. Asked once, when the tool is compiled
   * into an agent.
   *
   * @return the same specification each time
   */
  ToolSpecification specification();

  /**
   * What the tool promises or warns about. Asked once, when the tool is compiled into an agent.
   *
   * @return the same traits each time
   */
  default ToolTraits traits() {
    return ToolTraits.none();
  }

  /**
   * What its parameters decide about its effect, by name. What is left out may be guessed by whom
   * it concerns. Asked once, when the tool is compiled into an agent.
   *
   * @return the same roles each time; none unless overridden
   */
  default Map<String, ParameterRole> roles() {
    return Map.of();
  }

  /**
   * What reads the tool's arguments instead of the schema in its specification. Asked once, when
   * the tool is compiled into an agent.
   *
   * @return the same reader each time, or empty to have arguments held against the schema
   */
  default Optional<ArgumentReader> argumentReader() {
    return Optional.empty();
  }

  /**
   * Does the work.
   *
   * @param invocation the arguments and who they are from
   * @return what came of it: a {@link ToolOutcome.Success}, or a {@link ToolOutcome.ToolError} if
   *     the tool says no
   * @throws InterruptedException if the thread was interrupted
   * @throws Exception if the work failed for reasons of its own infrastructure
   */
  ToolOutcome call(ToolInvocation invocation) throws Exception;

  /**
   * A tool from its parts.
   *
   * @param specification what the model is told
   * @param traits what the tool promises or warns about
   * @param body does the work
   * @return a tool
   */
  static AgentTool of(ToolSpecification specification, ToolTraits traits, Body body) {
    return new SimpleTool(specification, traits, body);
  }

  /** What a tool does, as one function. */
  @FunctionalInterface
  interface Body {
    /**
     * Does the work, under the contract of {@link AgentTool#call}.
     *
     * @param invocation the arguments and who they are from
     * @return what came of it
     * @throws Exception if the work failed or was interrupted
     */
    ToolOutcome call(ToolInvocation invocation) throws Exception;
  }
}
