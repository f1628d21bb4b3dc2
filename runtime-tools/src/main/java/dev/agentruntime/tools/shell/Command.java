package dev.agentruntime.tools.shell;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One command to run: a program with its arguments, or a script for the shell, with an optional
 * directory and time limit.
 *
 * <p>The argument list reaches the program as it is; no shell looks at it, so spaces, quotes and
 * wildcards mean nothing.
 *
 * <p>Immutable.
 */
public final class Command {
  private final List<String> argv;
  private final boolean shell;
  private final String directory;
  private final Optional<Duration> timeout;
  private final boolean spooled;

  private Command(
      List<String> argv,
      boolean shell,
      String directory,
      Optional<Duration> timeout,
      boolean spooled) {
    this.argv = argv;
    this.shell = shell;
    this.directory = directory;
    this.timeout = timeout;
    this.spooled = spooled;
  }

  /**
   * A program and its arguments.
   *
   * @param argv the program first, then its arguments, at least the program
   * @return a command that runs in the runner's root with the runner's time limit
   * @throws IllegalArgumentException if {@code argv} is empty, the program is blank or an element
   *     holds a NUL character
   */
  public static Command of(String... argv) {
    return of(List.of(argv));
  }

  /**
   * A program and its arguments.
   *
   * @param argv the program first, then its arguments, at least the program
   * @return a command that runs in the runner's root with the runner's time limit
   * @throws IllegalArgumentException if {@code argv} is empty, the program is blank or an element
   *     holds a NUL character
   */
  public static Command of(List<String> argv) {
    List<String> copy = List.copyOf(argv);
    if (copy.isEmpty() || copy.getFirst().isBlank()) {
      throw new IllegalArgumentException("argv must name a program first, was " + copy);
    }
    for (String word : copy) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("argv must not hold a NUL character, was " + copy);
      }
    }
    return new Command(copy, false, ".", Optional.empty(), false);
  }

  /**
   * A script for the system's shell ({@code sh -c}). A runner refuses it unless it was built to
   * allow scripts, because a shell expands, redirects and chains, and no list of allowed programs
   * holds it.
   *
   * @param script the script, not blank
   * @return a command that runs in the runner's root with the runner's time limit
   * @throws IllegalArgumentException if {@code script} is blank or holds a NUL character
   */
  public static Command shell(String script) {
    if (script.isBlank()) {
      throw new IllegalArgumentException("script must not be blank, was '" + script + "'");
    }
    return new Command(of("sh", "-c", script).argv, true, ".", Optional.empty(), false);
  }

  /**
   * The same command in another directory.
   *
   * @param newDirectory a path below the runner's root, relative to it; {@code "."} is the root
   * @return a new command
   */
  public Command in(String newDirectory) {
    return new Command(
        argv, shell, Objects.requireNonNull(newDirectory, "newDirectory"), timeout, spooled);
  }

  /**
   * The same command with a time limit of its own. It can only shorten the runner's.
   *
   * @param newTimeout the limit, positive
   * @return a new command
   * @throws IllegalArgumentException if {@code newTimeout} is not positive
   */
  public Command within(Duration newTimeout) {
    if (!newTimeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be positive, was " + newTimeout);
    }
    return new Command(argv, shell, directory, Optional.of(newTimeout), spooled);
  }

  /**
   * The same command with its standard output going to a file in the runner's root while it runs,
   * which is then read and removed. For a program that must never wait for its reader, such as one
   * that looks into this very process while it stands still. The file has no bound, so this is not
   * for a program that may write without end.
   *
   * @return a new command
   */
  public Command spooled() {
    return new Command(argv, shell, directory, timeout, true);
  }

  /**
   * The words the operating system gets.
   *
   * @return the program first, then its arguments; never empty
   */
  public List<String> argv() {
    return argv;
  }

  /**
   * Whether a shell interprets a script.
   *
   * @return true for {@link #shell}
   */
  public boolean isShell() {
    return shell;
  }

  /**
   * Where the command runs.
   *
   * @return a path relative to the runner's root
   */
  public String directory() {
    return directory;
  }

  /**
   * The command's own time limit.
   *
   * @return the limit, or empty to use the runner's
   */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /**
   * Whether standard output goes to a file while the command runs.
   *
   * @return true for {@link #spooled}
   */
  public boolean isSpooled() {
    return spooled;
  }

  @Override
  public String toString() {
    return String.join(" ", argv) + (directory.equals(".") ? "" : " (in " + directory + ")");
  }
}
