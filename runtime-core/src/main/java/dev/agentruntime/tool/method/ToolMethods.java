package dev.agentruntime.tool.method;

import dev.agentruntime.tool.AgentTool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes tools of langchain4j {@code @Tool} methods.
 *
 * <p>Every such method of an object's class, of its superclasses and of its interfaces becomes one
 * tool, under langchain4j's rules for names and descriptions. The method and its class need not be
 * public, only not private. What runs is the override, so a proxy of an object with tools has the
 * same tools. {@code @Traits} on the method, or else on the class, says what the tool promises.
 *
 * <p>Parameters may be strings, booleans, numbers, enums, the dates and times of {@code java.time},
 * {@code UUID}, {@code URI}, records and sealed interfaces of records of these, lists, sets,
 * collections and arrays of these, maps from strings to these, and Jackson's {@code JsonNode},
 * {@code ObjectNode} and {@code ArrayNode}. A parameter must be given unless it is an optional, has
 * a default, or is marked as not required; null stands for leaving it out where that is allowed.
 * Parameters of type {@code RunContext} and {@code ToolInvocation}, and strings with
 * {@code @ToolMemoryId} (the session id, or the run id for a run on its own), are supplied by the
 * runtime: the model neither sees nor sets them. Enum constants and records go by their own names;
 * Jackson annotations on parameter types are not looked at.
 *
 * <p>Arguments that do not fit are refused with a {@link
 * dev.agentruntime.tool.MalformedArgumentsException} before the method runs. It lists the first
 * five problems by JSON pointer and holds no argument values. What the method throws passes as it
 * is.
 *
 * <p>A result that is text, a number, a boolean, an enum constant, a date or the like becomes that
 * text, a {@code ToolOutcome} stays itself, nothing ({@code void}, null, an empty optional) becomes
 * the empty text, and everything else is written as JSON.
 *
 * <p>Stateless; safe for use by many threads. The tools are as safe for many threads as the objects
 * they are made of.
 */
public final class ToolMethods {
  private ToolMethods() {}

  /**
   * The tools of some objects. The first use of a class compiles its methods; later objects of that
   * class cost next to nothing.
   *
   * @param toolObjects objects with {@code @Tool} methods; a {@link Class} stands for its static
   *     ones
   * @return one tool for each method: in the order of the objects, and for each object in the order
   *     of the tools' names
   * @throws IllegalArgumentException if an object has no such method, if a method cannot be a tool,
   *     or if two tools have the same name; the message names class, method and parameter and says
   *     what to do
   */
  public static List<AgentTool> of(Object... toolObjects) {
    List<AgentTool> tools = new ArrayList<>();
    Map<String, CompiledMethod> names = HashMap.newHashMap(8);
    for (Object toolObject : toolObjects) {
      Objects.requireNonNull(toolObject, "toolObject");
      for (CompiledMethod method : methods(toolObject)) {
        ClassTools.add(method, names);
        tools.add(new BoundTool(method, toolObject));
      }
    }
    return List.copyOf(tools);
  }

  private static List<CompiledMethod> methods(Object toolObject) {
    if (toolObject instanceof AgentTool) {
      throw new IllegalArgumentException(
          toolObject.getClass().getName() + " is an AgentTool already; use it as it is");
    }
    Class<?> type = toolObject instanceof Class<?> c ? c : toolObject.getClass();
    List<CompiledMethod> methods = ClassTools.of(type).methods();
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          type.getName() + " has no tools; annotate at least one method with langchain4j's @Tool");
    }
    if (toolObject instanceof Class<?>) {
      for (CompiledMethod method : methods) {
        if (!method.isStatic()) {
          throw new IllegalArgumentException(
              method
                  + " is not static; give an object of "
                  + type.getName()
                  + " instead of the class");
        }
      }
    }
    return methods;
  }
}
