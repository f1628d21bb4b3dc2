package dev.agentruntime.tools.jvm;

import java.time.Duration;
import java.util.List;

/**
 * One platform thread in a thread dump. Immutable.
 *
 * @param name its name
 * @param id its number in the JVM, as the dump shows it after {@code #}
 * @param cpu how much processor time it has used since it started
 * @param age how long ago it started
 * @param state its state in the dump's words, empty for threads of the JVM itself that have none
 * @param stack its frames and, between them, the locks it holds or waits for, in the dump's words,
 *     innermost first; empty for threads without Java frames
 * @param synchronizers the locks of {@code java.util.concurrent} that it owns, in the dump's words
 */
public record DumpedThread(
    String name,
    long id,
    Duration cpu,
    Duration age,
    String state,
    List<String> stack,
    List<String> synchronizers) {

  /** Copies the lists. */
  public DumpedThread {
    stack = List.copyOf(stack);
    synchronizers = List.copyOf(synchronizers);
  }
}
