package dev.agentruntime.tools.shell;

import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.Objects;

/**
 * Gives a model one tool, {@code run_script}: a script for the system's shell. It is a class of its
 * own, to be chosen on purpose, and needs a runner that {@link CommandRunner.Builder#allowShell
 * allows scripts}.
 *
 * <p>Immutable; safe for use by many threads.
 */
@Traits(ToolTrait.INTERRUPTIBLE)
public final class ShellScriptTools {
  private final CommandRunner runner;

  /**
   * Tools on a runner.
   *
   * @param runner runs the scripts
   * @throws IllegalArgumentException if {@code runner} does not allow scripts
   */
  public ShellScriptTools(CommandRunner runner) {
    this.runner = Objects.requireNonNull(runner, "runner");
    if (!runner.isShellAllowed()) {
      throw new IllegalArgumentException(
          "run_script needs a runner built with allowShell(), was " + runner);
    }
  }

  /**
   * Runs a script and waits for it and for everything it started.
   *
   * @param script the script
   * @param directory where to run it, relative to the runner's root
   * @return exit code, output and errors as text
   * @throws ToolException if the script was not run at all; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "run_script",
      value =
          "Runs a script with the system's shell (sh -c) and returns its exit code and output. Long"
              + " output is cut in the middle. Background processes are ended when the script"
              + " ends.")
  public String runScript(
      @P("The script") String script,
      @P(value = "Directory to run in, relative to the root", required = false, defaultValue = ".")
          String directory)
      throws InterruptedException {
    try {
      return CommandText.of(runner.run(Command.shell(script).in(directory)));
    } catch (CommandException | IllegalArgumentException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
  }
}
