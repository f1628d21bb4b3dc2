package dev.agentruntime.tool.method;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolOutcome;
import java.util.Objects;

/** Short ways to call tools in tests. Stateless. */
final class Calls {
  private Calls() {}

  /** The tool of that name among those of an object. */
  static AgentTool tool(Object tools, String name) {
    return ToolMethods.of(tools).stream()
        .filter(tool -> tool.specification().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no tool " + name));
  }

  static ToolOutcome call(Object tools, String name, String json) throws Exception {
    return tool(tools, name).call(FakeInvocation.of(json));
  }

  /** What the model is told by a tool that works. */
  static String text(Object tools, String name, String json) throws Exception {
    ToolOutcome outcome = call(tools, name, json);
    if (outcome instanceof ToolOutcome.Success success) {
      return success.text();
    }
    throw new AssertionError(outcome);
  }

  /** What the model is told about arguments that do not fit. */
  static String problem(Object tools, String name, String json) {
    return message(assertThrows(MalformedArgumentsException.class, () -> call(tools, name, json)));
  }

  /** What a developer is told about an object that cannot be used. */
  static String refusal(Object... tools) {
    return message(assertThrows(IllegalArgumentException.class, () -> ToolMethods.of(tools)));
  }

  static String message(Throwable thrown) {
    return Objects.requireNonNull(thrown.getMessage(), "message");
  }
}
