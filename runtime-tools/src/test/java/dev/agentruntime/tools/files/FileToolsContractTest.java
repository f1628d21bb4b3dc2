package dev.agentruntime.tools.files;

import dev.agentruntime.testkit.contract.AgentToolContract;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.method.ToolMethods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The tool that searches files keeps the contract of tools. */
final class FileToolsContractTest extends AgentToolContract {
  @TempDir private Path root;

  @BeforeEach
  void writeALog() throws IOException {
    Files.writeString(root.resolve("app.log"), "started\nout of memory\n");
  }

  @Override
  protected AgentTool createTool() {
    return ToolMethods.of(new FileTools(RootedFiles.below(root))).stream()
        .filter(tool -> tool.specification().name().equals("search_files"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  protected String validArguments() {
    return "{\"path\":\".\",\"regex\":\"memory\"}";
  }

  @Override
  protected Optional<String> blockingArguments() {
    return Optional.empty();
  }
}
