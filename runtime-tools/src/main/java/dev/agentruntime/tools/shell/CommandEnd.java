package dev.agentruntime.tools.shell;

import java.time.Duration;

/** How a command ended: by itself, or at its time limit. An interrupt is neither; it is thrown. */
public sealed interface CommandEnd {

  /**
   * The program ended by itself. Immutable.
   *
   * @param code its exit code; zero means success by custom, 128 + n on Unix that signal n ended it
   */
  record Exited(int code) implements CommandEnd {}

  /**
   * The time limit came first and the process tree was ended. What the program did until then stays
   * done. Immutable.
   *
   * @param timeout the limit that applied
   */
  record TimedOut(Duration timeout) implements CommandEnd {}
}
