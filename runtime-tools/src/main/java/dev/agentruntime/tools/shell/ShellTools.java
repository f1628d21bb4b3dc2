package dev.agentruntime.tools.shell;

import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.List;
import java.util.Objects;

/**
 * Gives a model one tool, {@code run_command}, on a {@link CommandRunner}: a program with
 * arguments, never a shell script.
 *
 * <p>The tool ends its process tree when its thread is interrupted, so a cancelled run leaves no
 * process. Give the runner a list of {@link CommandRunner.Builder#programs programs} unless the
 * model may run anything.
 *
 * <p>Immutable; safe for use by many threads.
 */
@Traits(ToolTrait.INTERRUPTIBLE)
public final class ShellTools {
  private final CommandRunner runner;

  /**
   * Tools on a runner.
   *
   * @param runner runs the commands
   */
  public ShellTools(CommandRunner runner) {
    this.runner = Objects.requireNonNull(runner, "runner");
  }

  /**
   * Runs a program and waits for it.
   *
   * @param argv the program and its arguments
   * @param directory where to run it, relative to the runner's root
   * @return exit code, output and errors as text
   * @throws ToolException if the command was not run at all; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "run_command",
      value =
          "Runs a program with arguments, without a shell, and returns its exit code and output."
              + " Long output is cut in the middle.")
  public String runCommand(
      @P(
              "The program, then its arguments, one element each; wildcards, pipes and quotes have"
                  + " no meaning")
          List<String> argv,
      @P(value = "Directory to run in, relative to the root", required = false, defaultValue = ".")
          String directory)
      throws InterruptedException {
    try {
      return CommandText.of(runner.run(Command.of(argv).in(directory)));
    } catch (CommandException | IllegalArgumentException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
  }
}
