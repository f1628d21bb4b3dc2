package dev.agentruntime.middleware.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.ToolArguments;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which arguments of a tool make two calls the same.
 *
 * @param only true if the named ones are all that counts, false if they are all that does not
 * @param names arguments at the top level; sorted
 */
record LoopKey(boolean only, List<String> names) {
  /** Every argument counts. */
  static final LoopKey ALL = new LoopKey(false, List.of());

  LoopKey {
    names = List.copyOf(new TreeSet<>(names));
  }

  CallPrint printOf(String tool, ToolArguments arguments) {
    if (arguments.isEmpty()) {
      return new CallPrint(tool, null);
    }
    ObjectNode counted = counted(arguments.object());
    return new CallPrint(tool, counted.isEmpty() ? null : counted);
  }

  private ObjectNode counted(ObjectNode arguments) {
    if (names.isEmpty()) {
      return arguments;
    }
    ObjectNode counted = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      if (names.contains(argument.getKey()) == only) {
        counted.set(argument.getKey(), argument.getValue());
      }
    }
    return counted;
  }

  @Override
  public String toString() {
    return (only ? "by " : "whatever ") + String.join(", ", names);
  }
}
