package dev.agentruntime.tools.shell;

import dev.agentruntime.testkit.contract.AgentToolContract;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.method.ToolMethods;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** The tool that runs scripts keeps the contract of tools. */
final class RunScriptContractTest extends AgentToolContract {
  @TempDir private Path root;

  @Override
  protected AgentTool createTool() {
    CommandRunner runner = CommandRunner.builder(root).allowShell().build();
    return ToolMethods.of(new ShellScriptTools(runner)).getFirst();
  }

  @Override
  protected String validArguments() {
    return "{\"script\":\"echo hello\"}";
  }

  @Override
  protected Optional<String> blockingArguments() {
    return Optional.of("{\"script\":\"sleep 600\"}");
  }
}
