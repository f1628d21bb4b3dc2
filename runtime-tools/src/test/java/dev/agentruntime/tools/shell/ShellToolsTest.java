package dev.agentruntime.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShellToolsTest {
  @TempDir Path root;

  @Test
  void theModelReadsExitCodeAndOutput() throws Exception {
    ShellTools tools = new ShellTools(CommandRunner.builder(root).build());
    assertEquals(
        "exit code 0\n--- stdout ---\nhello\n", tools.runCommand(List.of("echo", "hello"), "."));
    assertEquals("exit code 7\n", tools.runCommand(List.of("sh", "-c", "exit 7"), "."));
  }

  @Test
  void theModelReadsThatTheTimeWasOver() throws Exception {
    CommandRunner runner =
        CommandRunner.builder(root).timeout(Duration.ofMillis(30)).grace(Duration.ZERO).build();
    String text = new ShellTools(runner).runCommand(List.of("sleep", "600"), ".");
    assertEquals("ended at its time limit of PT0.03S; what it did until then stays done\n", text);
  }

  @Test
  void theModelReadsThatLeftoversWereEnded() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).allowShell().build();
    String text = new ShellScriptTools(runner).runScript("sleep 600 & echo started", ".");
    assertEquals(
        "exit code 0; ended 1 process(es) that it left running\n--- stdout ---\nstarted\n", text);
  }

  @Test
  void scriptToolsNeedARunnerThatAllowsThem() {
    CommandRunner runner = CommandRunner.builder(root).build();
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> new ShellScriptTools(runner))
                .getMessage());
    assertTrue(
        message.startsWith(
            "run_script needs a runner built with allowShell(), was CommandRunner[root="),
        message);
  }

  @Test
  void theToolIsCalledByAPlainName() {
    List<ToolSpecification> specifications =
        ToolSpecifications.toolSpecificationsFrom(ShellTools.class);
    assertEquals(
        List.of("run_command"), specifications.stream().map(ToolSpecification::name).toList());
    assertEquals(List.of("argv"), specifications.getFirst().parameters().required());
  }
}
