package dev.agentruntime.tools.shell;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and all that came from it.
 *
 * <p>Children are found in two ways. The operating system names the living descendants of a living
 * process; but a process whose parent has ended is given to another parent and drops out of that
 * tree. So each command carries a variable of its own in its environment, which children inherit,
 * and where {@code /proc} shows environments every process that has it belongs to the command,
 * whoever its parent is by now. A process that wipes its environment and leaves its parent escapes
 * both.
 *
 * <p>Confined to one thread.
 */
final class ProcessTree {
  /**
   * How long to wait for processes after the signal that cannot be caught: only a process stuck in
   * the kernel needs longer.
   */
  private static final Duration FORCED_WAIT = Duration.ofSeconds(2);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);
  private static final Path PROC = Path.of("/proc");

  private final Process root;
  private final byte[] marker;
  private final TimeSource time;
  private final Set<ProcessHandle> known = new HashSet<>();
  private final Set<ProcessHandle> asked = new HashSet<>();

  ProcessTree(Process root, String marker, TimeSource time) {
    this.root = root;
    this.marker = marker.getBytes(StandardCharsets.UTF_8);
    this.time = time;
  }

  /**
   * Whether the thread was interrupted while the tree was being ended, and what was left of the
   * tree.
   */
  record Ended(int count, List<Long> survivors, boolean interrupted) {}

  /**
   * Asks every process of the tree to end, waits the grace time and then forces the rest. An
   * interrupt cuts the grace short but never leaves a process behind.
   */
  Ended end(Duration grace) {
    boolean interrupted = false;
    boolean forced = grace.isZero();
    Deadline limit = Deadline.after(forced ? FORCED_WAIT : grace, time);
    Duration pause = SHORTEST_PAUSE;
    while (true) {
      Set<ProcessHandle> alive = alive();
      if (alive.isEmpty()) {
        return new Ended(asked.size(), List.of(), interrupted);
      }
      if (limit.isExpired(time.nanoTime()) || (interrupted && !forced)) {
        if (forced) {
          return new Ended(
              asked.size() - alive.size(),
              alive.stream().map(ProcessHandle::pid).toList(),
              interrupted);
        }
        forced = true;
        limit = Deadline.after(FORCED_WAIT, time);
      }
      signal(alive, forced);
      try {
        time.sleep(pause);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      pause = longer(pause);
    }
  }

  private void signal(Set<ProcessHandle> alive, boolean forced) {
    for (ProcessHandle handle : alive) {
      boolean first = asked.add(handle);
      if (forced) {
        handle.destroyForcibly();
      } else if (first) {
        handle.destroy();
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /**
   * The processes that still run. The whole system is looked through only at first, and again once
   * all that were known have ended: what they have started until then is found at that point.
   */
  private Set<ProcessHandle> alive() {
    if (!Files.isDirectory(PROC)) {
      // No marker will be found later, so nobody may get lost between two looks.
      List.copyOf(known).forEach(handle -> handle.descendants().forEach(known::add));
    }
    known.removeIf(handle -> !isRunning(handle));
    if (known.isEmpty()) {
      // Descendants first: once the root is gone, the way to them is lost.
      root.descendants().forEach(known::add);
      known.add(root.toHandle());
      addMarked();
      known.removeIf(handle -> !isRunning(handle));
    }
    return Set.copyOf(known);
  }

  private void addMarked() {
    if (!Files.isDirectory(PROC)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        // The handle is taken before the environment is read, so that a reused id cannot be
        // mistaken for the process seen.
        ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
            .filter(_ -> isMarked(entry))
            .ifPresent(known::add);
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      // Without a readable /proc the descendants found above are all that can be known.
      return;
    }
  }

  private boolean isMarked(Path entry) {
    try {
      return contains(Files.readAllBytes(entry.resolve("environ")), marker);
    } catch (IOException e) {
      // It has ended, or it belongs to another user, whom this command cannot have become.
      return false;
    }
  }

  private static boolean contains(byte[] text, byte[] part) {
    for (int i = 0; i + part.length <= text.length; i++) {
      if ((i == 0 || text[i - 1] == 0)
          && Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A zombie has ended; it only waits for a parent to ask for its exit code, which in a container
   * may never happen.
   */
  private static boolean isRunning(ProcessHandle handle) {
    if (!handle.isAlive()) {
      return false;
    }
    try {
      String stat =
          Files.readString(
              PROC.resolve(Long.toString(handle.pid())).resolve("stat"),
              StandardCharsets.ISO_8859_1);
      int afterName = stat.lastIndexOf(')') + 2;
      return afterName >= stat.length()
          || (stat.charAt(afterName) != 'Z' && stat.charAt(afterName) != 'X');
    } catch (IOException e) {
      return handle.isAlive();
    }
  }
}
