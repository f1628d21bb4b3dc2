package dev.agentruntime.tool.method;

import java.util.Map;
import java.util.Set;

/**
 * Words for the types that cannot be parameters. Used only when something is refused. Stateless.
 */
final class Unusable {
  private Unusable() {}

  static IllegalArgumentException type(TypeRef type, Site site) {
    return site.refuse(
        "has the type " + type + ", which cannot be read from JSON", advice(type.raw()));
  }

  private static String advice(Class<?> raw) {
    if (Map.class.isAssignableFrom(raw)) {
      return "use Map<String, ...>";
    }
    if (Set.class.isAssignableFrom(raw)) {
      return "use Set<...>";
    }
    if (Iterable.class.isAssignableFrom(raw) && raw.getName().startsWith("java.")) {
      return "use List<...>";
    }
    if (raw == Object.class) {
      return "use a type of its own, or JsonNode for JSON of any form";
    }
    if (raw.getName().startsWith("java.util.Optional")) {
      return "Optional may be the type of a parameter or record component, not be inside another"
          + " type";
    }
    if (raw.getName().startsWith("dev.langchain4j.invocation.")) {
      return "langchain4j's invocation objects do not exist here; take a RunContext or"
          + " ToolInvocation";
    }
    if (raw.getName().startsWith("java.")) {
      return "use a String and parse it in the method";
    }
    return "make it a record, or a sealed interface of records";
  }
}
