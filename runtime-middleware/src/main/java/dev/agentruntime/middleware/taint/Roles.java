package dev.agentruntime.middleware.taint;

import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolDescriptor;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the parameters of one tool decide, as declared or else as guessed. Immutable. */
final class Roles {
  private final Map<String, ParameterRole> declared;

  /** The parameters there are, by the role they have; a value of a closed list has none. */
  private final Map<String, ParameterRole> guessed;

  private final Set<String> closed;

  private Roles(
      Map<String, ParameterRole> declared, Map<String, ParameterRole> guessed, Set<String> closed) {
    this.declared = declared;
    this.guessed = guessed;
    this.closed = closed;
  }

  /**
   * The roles of a tool.
   *
   * @param toldOfTool what the host said of it, which goes before what the tool says of itself
   * @throws IllegalArgumentException if a role is said of a parameter the tool does not have
   */
  static Roles of(ToolDescriptor tool, Map<String, ParameterRole> toldOfTool) {
    JsonObjectSchema schema = tool.specification().parameters();
    Map<String, JsonSchemaElement> parameters = schema == null ? Map.of() : schema.properties();
    for (String name : toldOfTool.keySet()) {
      if (!parameters.isEmpty() && !parameters.containsKey(name)) {
        throw new IllegalArgumentException(
            "taint: tool '"
                + tool.name()
                + "' has no parameter '"
                + name
                + "'; it has "
                + new TreeMap<>(parameters).keySet());
      }
    }
    Map<String, ParameterRole> declared = new LinkedHashMap<>(tool.roles());
    declared.putAll(toldOfTool);
    Map<String, ParameterRole> guessed = new LinkedHashMap<>();
    Set<String> closed = new TreeSet<>();
    parameters.forEach(
        (name, element) -> {
          if (isClosed(element)) {
            closed.add(name);
          } else if (!declared.containsKey(name)) {
            guessed.put(name, RoleGuess.of(name));
          }
        });
    return new Roles(Map.copyOf(declared), guessed, Set.copyOf(closed));
  }

  /** Takes only values the tool's author wrote down. */
  private static boolean isClosed(@Nullable JsonSchemaElement element) {
    return element instanceof JsonBooleanSchema
        || element instanceof JsonEnumSchema
        || (element instanceof JsonArraySchema array && isClosed(array.items()));
  }

  boolean anyDeclared() {
    return !declared.isEmpty();
  }

  boolean anyGuessed() {
    return !guessed.isEmpty();
  }

  boolean isParameter(String name) {
    return declared.containsKey(name) || guessed.containsKey(name) || closed.contains(name);
  }

  /** The role of a parameter, or null for a value of a closed list nobody said anything of. */
  @Nullable ParameterRole of(String parameter) {
    ParameterRole told = declared.get(parameter);
    if (told != null) {
      return told;
    }
    return closed.contains(parameter)
        ? null
        : guessed.getOrDefault(parameter, ParameterRole.CONTROL);
  }

  /** The role of a property within a value of a role: never less closely looked at. */
  @Nullable ParameterRole within(@Nullable ParameterRole outer, String parameter, String property) {
    if (declared.containsKey(parameter) || outer == ParameterRole.DESTINATION) {
      return outer;
    }
    ParameterRole guess = RoleGuess.of(property);
    return guess == ParameterRole.DESTINATION ? guess : outer;
  }

  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(", ", "{", "}");
    new TreeMap<>(declared).forEach((name, role) -> all.add(name + " " + role));
    new TreeMap<>(guessed).forEach((name, role) -> all.add(name + " " + role + " (guessed)"));
    return all.toString();
  }
}
