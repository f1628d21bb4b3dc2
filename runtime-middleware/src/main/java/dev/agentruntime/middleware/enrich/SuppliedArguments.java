package dev.agentruntime.middleware.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the application's arguments into the calls of one tool. Immutable.
 *
 * @param tool the tool's name
 * @param arguments what is supplied to it
 */
record SuppliedArguments(String tool, List<Argument> arguments) implements ToolMiddleware {
  /** One argument. */
  record Argument(String name, boolean required, HostValue value) {}

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ObjectNode given = call.arguments().object();
    for (Argument argument : arguments) {
      if (given.has(argument.name)) {
        return new ToolOutcome.InvalidArguments(
            "the argument '" + argument.name + "' is set by the application and must be left out");
      }
    }
    ObjectNode whole = NODES.objectNode();
    whole.setAll(given);
    for (Argument argument : arguments) {
      JsonNode value = valueOf(argument, call);
      if (value != null) {
        whole.set(argument.name, value);
      } else if (argument.required) {
        return new ToolOutcome.Blocked(
            ContextEnrichment.NAME,
            ContextEnrichment.MISSING,
            "The application supplies some arguments of this tool itself, and lacks one for this"
                + " conversation. The tool was not run; go on without it.",
            null);
      }
    }
    return next.handle(call.withArguments(ToolArguments.of(whole)));
  }

  private @Nullable JsonNode valueOf(Argument argument, ToolCall call) {
    Object value = argument.value.of(call);
    return switch (value) {
      case null -> null;
      case JsonNode node -> node;
      case String text -> NODES.textNode(text);
      case Boolean truth -> NODES.booleanNode(truth);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Short number -> NODES.numberNode(number);
      case Byte number -> NODES.numberNode(number);
      case BigInteger number -> NODES.numberNode(number);
      case BigDecimal number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Float number -> NODES.numberNode(number);
      default ->
          throw new IllegalStateException(
              "the value for argument '"
                  + argument.name
                  + "' of tool '"
                  + tool
                  + "' must be a String, Boolean, Number or JsonNode, was a "
                  + value.getClass().getName());
    };
  }
}
