package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ArgumentReader;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds the arguments of a tool, of which the model was not shown all, against the whole
 * specification, once layers have supplied the rest. A fault in what was supplied is told apart
 * from one the model can mend. Made once per tool; safe for use by many threads.
 */
final class WholeArguments implements ToolMiddleware {
  static final String NAME = "whole-arguments";

  private static final ToolOutcome SUPPLIED_BADLY =
      new ToolOutcome.Blocked(
          NAME,
          "supplied_argument_invalid",
          "The application supplies some arguments of this tool itself, and they do not fit. The"
              + " tool was not run, and your arguments are not the reason; go on without it.",
          null);

  private final ArgumentReader reader;

  /** Names of what the model was not shown. */
  private final Set<String> supplied;

  private final JsonObjectSchema shown;

  private WholeArguments(ArgumentReader reader, Set<String> supplied, JsonObjectSchema shown) {
    this.reader = reader;
    this.supplied = supplied;
    this.shown = shown;
  }

  static WholeArguments of(AgentTool tool, ToolDescriptor descriptor, ToolSpecification shown) {
    JsonObjectSchema whole = orEmpty(descriptor.specification());
    JsonObjectSchema left = orEmpty(shown);
    Set<String> supplied = new HashSet<>(whole.properties().keySet());
    supplied.removeAll(left.properties().keySet());
    ArgumentReader reader = tool.argumentReader().orElseGet(() -> bySchema(whole));
    return new WholeArguments(reader, supplied, left);
  }

  private static JsonObjectSchema orEmpty(ToolSpecification specification) {
    JsonObjectSchema parameters = specification.parameters();
    return parameters == null ? JsonObjectSchema.builder().build() : parameters;
  }

  private static ArgumentReader bySchema(JsonObjectSchema parameters) {
    JsonSchema schema = JsonSchema.of(parameters);
    return arguments -> schema.validate(arguments.object());
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    List<Violation> violations = reader.read(call.arguments());
    if (violations.isEmpty()) {
      return next.handle(call);
    }
    return violations.stream().anyMatch(this::isOfTheSupplied)
        ? SUPPLIED_BADLY
        : new ToolOutcome.InvalidArguments(
            ArgumentHint.text("the arguments", violations, JsonSchema.of(shown)), violations);
  }

  private boolean isOfTheSupplied(Violation violation) {
    String pointer = violation.pointer();
    int end = pointer.indexOf('/', 1);
    String first = pointer.isEmpty() ? "" : pointer.substring(1, end < 0 ? pointer.length() : end);
    return supplied.contains(first.replace("~1", "/").replace("~0", "~"));
  }
}
