package dev.agentruntime.tools.shell;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs commands below a root directory, with a small environment, bounded output and a time limit,
 * and leaves no process behind.
 *
 * <ul>
 *   <li><b>Directory.</b> A command starts in the root or below it; a path that leaves the root, by
 *       a symbolic link too, is refused. This says where a command starts, not what it may touch: a
 *       program can name any path its user can. Use {@link Builder#programs} and the operating
 *       system's own walls against a program that is not trusted.
 *   <li><b>Environment.</b> Only variables named here are handed on ({@link #DEFAULT_INHERITED}
 *       unless said otherwise), so the host's keys and passwords are not in reach of a command. One
 *       variable whose name begins with {@value #MARKER} is added.
 *   <li><b>Output.</b> Of each stream the first and last bytes are kept, up to {@link
 *       Builder#outputLimit}; the command is read to its end so that it never blocks on a full
 *       pipe. Its standard input is empty.
 *   <li><b>End.</b> When the time is over or the calling thread is interrupted, the whole process
 *       tree is asked to end, given a grace time, and then forced. A command that ends by itself
 *       but leaves processes behind has these ended in the same way.
 * </ul>
 *
 * <p>The calling thread does all the work; no other thread is started. The time of a command is the
 * operating system's: under a time source that is not the real clock, a running command makes no
 * time pass.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class CommandRunner {
  /**
   * How long a command may run unless told otherwise: the time limit of a tool call, so neither
   * waits for the other.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /**
   * How long a process tree has to end by itself: enough to remove a lock file, short beside the
   * time limit.
   */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);

  /**
   * How many bytes of each stream are kept unless told otherwise: about what a model reads in one
   * go.
   */
  public static final int DEFAULT_OUTPUT_LIMIT = 32 * 1024;

  /**
   * What a program needs to be found, to print text and to name times; nothing that could hold a
   * secret or lead to one.
   */
  public static final Set<String> DEFAULT_INHERITED =
      Set.of(
          "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SystemRoot", "windir", "PATHEXT", "ComSpec");

  /** What the name of the variable that marks a command's processes begins with. */
  public static final String MARKER = "AGENT_RUNTIME_COMMAND_";

  private static final int LEAST_OUTPUT_LIMIT = 256;
  private static final long SHORTEST_PAUSE_NANOS = 500_000;
  private static final long LONGEST_PAUSE_NANOS = 20_000_000;

  private final Path root;
  private final Map<String, String> environment;
  private final Optional<Set<String>> programs;
  private final boolean shellAllowed;
  private final Duration timeout;
  private final Duration grace;
  private final int outputLimit;
  private final TimeSource time;
  private final String markerPrefix;
  private final AtomicLong started = new AtomicLong();

  private CommandRunner(Builder builder, Path realRoot) {
    this.root = realRoot;
    this.environment = builder.environmentOf(System.getenv());
    this.programs = builder.programs;
    this.shellAllowed = builder.shellAllowed;
    this.timeout = builder.timeout;
    this.grace = builder.grace;
    this.outputLimit = builder.outputLimit;
    this.time = builder.time;
    this.markerPrefix =
        MARKER
            + ProcessHandle.current().pid()
            + "_"
            + Integer.toHexString(System.identityHashCode(this))
            + "_"
            + Long.toHexString(time.nanoTime())
            + "_";
  }

  /**
   * Starts a runner's configuration.
   *
   * @param root the directory that commands start in or below; it must exist when {@link
   *     Builder#build} is called
   * @return a new builder
   */
  public static Builder builder(Path root) {
    return new Builder(root);
  }

  /**
   * The directory that commands start in.
   *
   * @return an absolute path without symbolic links
   */
  public Path root() {
    return root;
  }

  /**
   * The longest a command may run.
   *
   * @return a positive duration
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * The programs that may be run.
   *
   * @return their names, or empty if any may
   */
  public Optional<Set<String>> programs() {
    return programs;
  }

  /**
   * Whether scripts for the shell may be run.
   *
   * @return true if {@link Builder#allowShell} was called
   */
  public boolean isShellAllowed() {
    return shellAllowed;
  }

  /**
   * Runs a command and waits until it and every process it started have ended.
   *
   * @param command what to run
   * @return what came of it, a failed or timed-out command included
   * @throws CommandException if the command was not run at all
   * @throws InterruptedException if the thread is or becomes interrupted; the process tree has then
   *     been ended
   */
  public CommandResult run(Command command) throws CommandException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before running " + command);
    }
    checkAllowed(command);
    Duration limit = command.timeout().filter(own -> own.compareTo(timeout) < 0).orElse(timeout);
    long startNanos = time.nanoTime();
    String marker = markerPrefix + started.incrementAndGet();
    Optional<Path> spool = spool(command);
    Process process = start(command, marker, spool);
    ProcessTree tree = new ProcessTree(process, marker + "=1", time);
    Pipes pipes = new Pipes(process, outputLimit, spool);
    ProcessTree.Ended leftovers;
    boolean exited = false;
    try {
      exited = await(process, pipes, Deadline.after(limit, time));
    } finally {
      leftovers = tree.end(grace);
      pipes.drainAndClose();
      if (leftovers.interrupted()) {
        Thread.currentThread().interrupt();
      }
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while ending " + command);
    }
    return new CommandResult(
        exited ? new CommandEnd.Exited(process.exitValue()) : new CommandEnd.TimedOut(limit),
        pipes.stdout(),
        pipes.stderr(),
        Duration.ofNanos(time.nanoTime() - startNanos),
        new CommandResult.Leftovers(leftovers.count(), leftovers.survivors()));
  }

  private void checkAllowed(Command command) throws CommandException {
    if (command.isShell()) {
      if (!shellAllowed) {
        throw refused(
            "scripts for the shell are not allowed here; give the program and its arguments");
      }
      return;
    }
    String program = command.argv().getFirst();
    if (programs.isPresent() && !programs.get().contains(program)) {
      throw refused(
          "program '"
              + program
              + "' is not allowed; allowed are "
              + String.join(", ", programs.get()));
    }
  }

  private Process start(Command command, String marker, Optional<Path> spool)
      throws CommandException {
    ProcessBuilder builder =
        new ProcessBuilder(command.argv()).directory(directory(command).toFile());
    spool.ifPresent(file -> builder.redirectOutput(file.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(marker, "1");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      spool.ifPresent(Pipes::delete);
      throw new CommandException(
          CommandException.Reason.NOT_STARTED,
          "cannot start " + command + " below " + root + ": " + e.getMessage(),
          e);
    }
  }

  private Optional<Path> spool(Command command) throws CommandException {
    if (!command.isSpooled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.createTempFile(root, "output", ".spool"));
    } catch (IOException e) {
      throw new CommandException(
          CommandException.Reason.NOT_STARTED,
          "cannot make a file in " + root + " for the output of " + command,
          e);
    }
  }

  private Path directory(Command command) throws CommandException {
    Path wanted = root.resolve(command.directory());
    Path real;
    try {
      real = wanted.toRealPath();
    } catch (IOException e) {
      throw new CommandException(
          CommandException.Reason.REFUSED,
          "directory '" + command.directory() + "' does not exist below " + root,
          e);
    }
    if (!real.startsWith(root)) {
      throw refused("directory '" + command.directory() + "' is outside the root " + root);
    }
    if (!Files.isDirectory(real)) {
      throw refused("'" + command.directory() + "' below " + root + " is not a directory");
    }
    return real;
  }

  private static CommandException refused(String message) {
    return new CommandException(CommandException.Reason.REFUSED, message);
  }

  /**
   * Reads both streams without ever blocking on one and waits for the end in short steps, so that
   * one thread suffices and a pipe that a stray process holds open cannot keep it. Returns false if
   * the deadline came first.
   */
  private boolean await(Process process, Pipes pipes, Deadline deadline)
      throws InterruptedException {
    long pauseNanos = SHORTEST_PAUSE_NANOS;
    while (true) {
      pauseNanos =
          pipes.drain() ? SHORTEST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a command ran");
      }
      long leftNanos = deadline.remaining(time).toNanos();
      if (process.waitFor(Math.max(1, Math.min(pauseNanos, leftNanos)), TimeUnit.NANOSECONDS)) {
        return true;
      }
      if (deadline.isExpired(time.nanoTime())) {
        return false;
      }
    }
  }

  @Override
  public String toString() {
    return "CommandRunner[root="
        + root
        + ", timeout="
        + timeout
        + ", programs="
        + programs.map(Object::toString).orElse("any")
        + ", shell="
        + (shellAllowed ? "allowed" : "off")
        + "]";
  }

  /** Configures a {@link CommandRunner}. Confined to one thread. */
  public static final class Builder {
    private final Path root;
    private Set<String> inherited = DEFAULT_INHERITED;
    private final Map<String, String> added = new LinkedHashMap<>();
    private Optional<Set<String>> programs = Optional.empty();
    private boolean shellAllowed;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Duration grace = DEFAULT_GRACE;
    private int outputLimit = DEFAULT_OUTPUT_LIMIT;
    private TimeSource time = TimeSource.system();

    private Builder(Path root) {
      this.root = Objects.requireNonNull(root, "root");
    }

    /**
     * Which of the host's environment variables commands see, in place of {@link
     * #DEFAULT_INHERITED}.
     *
     * @param names the variables' names; those the host does not have are left out; none at all is
     *     allowed
     * @return this builder
     */
    public Builder inherit(String... names) {
      inherited = Set.of(names);
      return this;
    }

    /**
     * Sets a variable for every command. It wins over an inherited one.
     *
     * @param name the variable's name
     * @param value its value
     * @return this builder
     */
    public Builder environment(String name, String value) {
      added.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Allows only these programs, compared with the first word of a command as it is written. By
     * default any may be run, since the runner also serves a host's own code.
     *
     * @param names the programs' names or paths, at least one
     * @return this builder
     * @throws IllegalArgumentException if {@code names} is empty
     */
    public Builder programs(String... names) {
      if (names.length == 0) {
        throw new IllegalArgumentException("programs must name at least one program, was empty");
      }
      programs = Optional.of(Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names))));
      return this;
    }

    /**
     * Allows {@link Command#shell scripts}. Off by default, because a shell can do what no list of
     * programs foresees.
     *
     * @return this builder
     */
    public Builder allowShell() {
      shellAllowed = true;
      return this;
    }

    /**
     * The longest a command may run; {@link #DEFAULT_TIMEOUT} unless set.
     *
     * @param newTimeout the limit, positive
     * @return this builder
     * @throws IllegalArgumentException if {@code newTimeout} is not positive
     */
    public Builder timeout(Duration newTimeout) {
      if (!newTimeout.isPositive()) {
        throw new IllegalArgumentException("timeout must be positive, was " + newTimeout);
      }
      timeout = newTimeout;
      return this;
    }

    /**
     * How long a process tree has to end by itself before it is forced; {@link #DEFAULT_GRACE}
     * unless set.
     *
     * @param newGrace the time, zero to force at once
     * @return this builder
     * @throws IllegalArgumentException if {@code newGrace} is negative
     */
    public Builder grace(Duration newGrace) {
      if (newGrace.isNegative()) {
        throw new IllegalArgumentException("grace must not be negative, was " + newGrace);
      }
      grace = newGrace;
      return this;
    }

    /**
     * How many bytes of each stream are kept, half from its beginning and half from its end; {@link
     * #DEFAULT_OUTPUT_LIMIT} unless set.
     *
     * @param bytes the bound, at least 256
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is less than 256
     */
    public Builder outputLimit(int bytes) {
      if (bytes < LEAST_OUTPUT_LIMIT) {
        throw new IllegalArgumentException(
            "output limit must be at least " + LEAST_OUTPUT_LIMIT + " bytes, was " + bytes);
      }
      outputLimit = bytes;
      return this;
    }

    /**
     * The clock for limits and pauses; the real one unless set.
     *
     * @param newTime a time source
     * @return this builder
     */
    public Builder timeSource(TimeSource newTime) {
      time = Objects.requireNonNull(newTime, "time");
      return this;
    }

    /**
     * Makes the runner.
     *
     * @return a new runner
     * @throws IllegalArgumentException if the root is not an existing directory
     */
    public CommandRunner build() {
      try {
        Path real = root.toRealPath();
        if (Files.isDirectory(real)) {
          return new CommandRunner(this, real);
        }
      } catch (IOException e) {
        throw new IllegalArgumentException("root must be an existing directory, was " + root, e);
      }
      throw new IllegalArgumentException("root must be an existing directory, was " + root);
    }

    private Map<String, String> environmentOf(Map<String, String> host) {
      Map<String, String> result = new HashMap<>();
      host.forEach(
          (name, value) -> {
            // Markers of an outer runner pass on, so that it still finds what an inner one has
            // started.
            if (inherited.contains(name) || name.startsWith(MARKER)) {
              result.put(name, value);
            }
          });
      result.putAll(added);
      return Map.copyOf(result);
    }
  }
}
