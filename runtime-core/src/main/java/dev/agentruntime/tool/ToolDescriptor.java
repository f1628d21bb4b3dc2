package dev.agentruntime.tool;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a tool without calling it. Immutable.
 *
 * @param name the name the model calls it by
 * @param specification what the model is told, or an empty specification of that name for a tool
 *     nobody has
 * @param traits what it promises or warns about
 * @param known false for the stand-in that answers calls of a tool nobody has
 * @param roles what its parameters are declared to decide, by name; those nobody declared are
 *     missing
 */
public record ToolDescriptor(
    String name,
    ToolSpecification specification,
    ToolTraits traits,
    boolean known,
    Map<String, ParameterRole> roles) {
  /** Checks the components. */
  public ToolDescriptor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(specification, "specification");
    Objects.requireNonNull(traits, "traits");
    roles = Map.copyOf(roles);
  }

  /**
   * Describes a tool that declares no roles.
   *
   * @param name the name the model calls it by
   * @param specification what the model is told
   * @param traits what it promises or warns about
   * @param known false for the stand-in that answers calls of a tool nobody has
   */
  public ToolDescriptor(
      String name, ToolSpecification specification, ToolTraits traits, boolean known) {
    this(name, specification, traits, known, Map.of());
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
        true,
        Objects.requireNonNull(tool.roles(), "roles of " + tool));
  }
}
