package dev.agentruntime.tool;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Objects;

/**
 * What is known of a tool without calling it. Immutable.
 *
 * @param name the name the model calls it by
 * @param specification what the model is told, or an empty specification of that name for a tool
 *     nobody has
 * @param traits what it promises or warns about
 * @param known false for the stand-in that answers calls of a tool nobody has
 */
public record ToolDescriptor(
    String name, ToolSpecification specification, ToolTraits traits, boolean known) {
  /** Checks the components. */
  public ToolDescriptor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(specification, "specification");
    Objects.requireNonNull(traits, "traits");
  }

  /**
   * Describes a tool.
   *
   * @param tool the tool
   * @return its name, specification and traits
   */
  public static ToolDescriptor of(AgentTool tool) {
    ToolSpecification specification =
        Objects.requireNonNull(tool.specification(), "specification of " + tool);
    return new ToolDescriptor(
        specification.name(),
        specification,
        Objects.requireNonNull(tool.traits(), "traits of " + tool),
        true);
  }
}
