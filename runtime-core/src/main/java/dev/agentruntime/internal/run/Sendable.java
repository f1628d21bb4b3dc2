package dev.agentruntime.internal.run;

import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a turn fit to be sent to a provider again. A model may write arguments that
 * are not JSON and make up names no provider accepts; kept as they are, they would have the next
 * request refused, and every one after it. Stateless.
 */
final class Sendable {
  /** The longest name OpenAI and Anthropic take. */
  private static final int MAX_NAME = 64;

  /** In place of what cannot be mended. */
  private static final String NONE = "{}";

  /** Nothing is run with what is mended here. */
  private static final ToolTraits READ_ONLY = ToolTraits.of(ToolTrait.READ_ONLY);

  private Sendable() {}

  /** The calls, each as it was if it is fit; the very same list if all are. */
  static List<ToolExecutionRequest> calls(Turn turn) {
    List<ToolExecutionRequest> changed = null;
    for (int i = 0; i < turn.size(); i++) {
      ToolExecutionRequest call = turn.requests.get(i);
      boolean named = turn.tool(i).chain.tool().known() || isName(call.name());
      String arguments = arguments(call, turn.arguments(i));
      if (named && arguments.equals(call.arguments())) {
        continue;
      }
      if (changed == null) {
        changed = new ArrayList<>(turn.requests);
      }
      changed.set(
          i,
          call.toBuilder()
              .name(named ? call.name() : name(call.name()))
              .arguments(arguments)
              .build());
    }
    return changed == null ? turn.requests : changed;
  }

  /**
   * The arguments as they were, if they are an object; mended, if they can be; else none. Costs
   * nothing for a call that got as far as its tool, as its arguments were read then.
   */
  private static String arguments(ToolExecutionRequest call, ToolArguments arguments) {
    if (call.arguments() == null || call.arguments().isBlank()) {
      return NONE;
    }
    if (arguments.isEmpty()) {
      return call.arguments();
    }
    try {
      arguments.object();
      return call.arguments();
    } catch (MalformedArgumentsException _) {
      return switch (ArgumentRepair.of(arguments, READ_ONLY)) {
        case ArgumentRepair.Repaired(ToolArguments repaired) -> repaired.text();
        case ArgumentRepair.Refused _ -> NONE;
      };
    }
  }

  static boolean isName(@Nullable String name) {
    if (name == null) {
      return false;
    }
    boolean fits = !name.isEmpty() && name.length() <= MAX_NAME;
    for (int i = 0; fits && i < name.length(); i++) {
      fits = isPartOfName(name.charAt(i));
    }
    return fits;
  }

  static String name(@Nullable String madeUp) {
    if (madeUp == null) {
      return "unknown";
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < madeUp.length() && i < MAX_NAME; i++) {
      name.append(isPartOfName(madeUp.charAt(i)) ? madeUp.charAt(i) : '_');
    }
    return name.isEmpty() ? "unknown" : name.toString();
  }

  private static boolean isPartOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
