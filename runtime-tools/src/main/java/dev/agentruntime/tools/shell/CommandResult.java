package dev.agentruntime.tools.shell;

import java.time.Duration;
import java.util.List;

/**
 * What came of a command that was started. Immutable.
 *
 * @param end how it ended
 * @param stdout what it wrote to its standard output
 * @param stderr what it wrote to its standard error
 * @param took how long it ran, the ending of its process tree included
 * @param leftovers what had to be done about processes that it left behind
 */
public record CommandResult(
    CommandEnd end,
    CapturedOutput stdout,
    CapturedOutput stderr,
    Duration took,
    Leftovers leftovers) {

  /**
   * Whether the command ended by itself with exit code zero.
   *
   * @return true on success
   */
  public boolean succeeded() {
    return end instanceof CommandEnd.Exited(int code) && code == 0;
  }

  /**
   * Processes of the command's tree that were alive when it had ended, or its time was over.
   * Immutable.
   *
   * @param ended how many were ended by the runner
   * @param survivors the ids of those that could not be ended within the runner's bound; empty on a
   *     healthy system
   */
  public record Leftovers(int ended, List<Long> survivors) {

    /** Copies the list. */
    public Leftovers {
      survivors = List.copyOf(survivors);
    }
  }
}
