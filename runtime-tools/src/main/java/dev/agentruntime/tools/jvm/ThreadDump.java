package dev.agentruntime.tools.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads of a JVM at one moment. Virtual threads that wait are not in it. Immutable.
 *
 * @param threads the threads, in the dump's order
 * @param deadlocks what the JVM itself says about deadlocks, line by line; empty if it found none
 */
public record ThreadDump(List<DumpedThread> threads, List<String> deadlocks) {
  private static final Pattern HEADER =
      Pattern.compile(
          "^\"(?<name>.*)\" #(?<id>\\d+) .*?cpu=(?<cpu>[0-9.]+)ms elapsed=(?<age>[0-9.]+)s .*$");

  /** Copies the lists. */
  public ThreadDump {
    threads = List.copyOf(threads);
    deadlocks = List.copyOf(deadlocks);
  }

  /** Reads the output of {@code Thread.print -l}; lines of an unknown kind are passed over. */
  static ThreadDump parse(String text) {
    List<DumpedThread> threads = new ArrayList<>();
    List<String> deadlocks = new ArrayList<>();
    @Nullable Open open = null;
    boolean inDeadlocks = false;
    for (String line : text.lines().toList()) {
      inDeadlocks |=
          line.startsWith("Found one Java-level deadlock") || line.startsWith("Found a total of");
      if (inDeadlocks) {
        deadlocks.add(line);
        continue;
      }
      Matcher header = HEADER.matcher(line);
      if (header.matches()) {
        if (open != null) {
          threads.add(open.closed());
        }
        open = new Open(header);
      } else if (open != null) {
        open.add(line.strip());
      }
    }
    if (open != null) {
      threads.add(open.closed());
    }
    return new ThreadDump(threads, deadlocks);
  }

  /** A thread whose lines are still being read. Confined to one thread. */
  private static final class Open {
    private final String name;
    private final long id;
    private final Duration cpu;
    private final Duration age;
    private final List<String> stack = new ArrayList<>();
    private final List<String> synchronizers = new ArrayList<>();
    private String state = "";
    private boolean inSynchronizers;

    Open(Matcher header) {
      this.name = header.group("name");
      this.id = Long.parseLong(header.group("id"));
      this.cpu = Duration.ofNanos((long) (Double.parseDouble(header.group("cpu")) * 1e6));
      this.age = Duration.ofNanos((long) (Double.parseDouble(header.group("age")) * 1e9));
    }

    void add(String line) {
      if (line.startsWith("java.lang.Thread.State: ")) {
        state = line.substring("java.lang.Thread.State: ".length());
      } else if (line.startsWith("Locked ownable synchronizers:")) {
        inSynchronizers = true;
      } else if (inSynchronizers && line.startsWith("- <")) {
        synchronizers.add(line);
      } else if (!inSynchronizers
          && (line.startsWith("at ") || (line.startsWith("- ") && !stack.isEmpty()))) {
        stack.add(line);
      }
    }

    DumpedThread closed() {
      return new DumpedThread(name, id, cpu, age, state, stack, synchronizers);
    }
  }
}
