package dev.agentruntime.testkit.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Every thread of this JVM, virtual ones included, as the JVM's JSON thread dump shows them: a
 * second opinion for leak checks, which owes nothing to the record of whoever started the threads.
 *
 * <p>Virtual threads that no executor owns are listed because the JVM tracks all threads by
 * default; with {@code -Djdk.trackAllThreads=false} they are missing, which {@link
 * #listsAllVirtualThreads()} tells.
 *
 * <p>Immutable.
 *
 * @param threads the threads, in the order of the dump
 */
public record ThreadDump(List<DumpedThread> threads) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies the list.
   *
   * @param threads the threads, in the order of the dump
   */
  public ThreadDump {
    threads = List.copyOf(threads);
  }

  /**
   * Dumps the threads of this JVM now. Takes some milliseconds and a file in the temporary
   * directory, which is deleted again.
   *
   * @return what the dump says
   * @throws UncheckedIOException if the file cannot be written or read
   */
  public static ThreadDump take() {
    try {
      Path folder = Files.createTempDirectory("thread-dump");
      Path file = folder.resolve("threads.json");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
        return parse(Files.readString(file));
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot take a thread dump", failed);
    }
  }

  /**
   * Reads a dump made by {@code jcmd Thread.dump_to_file -format=json} or by {@link #take()}.
   *
   * @param json the text
   * @return what it says
   * @throws IllegalArgumentException if the text is no such dump
   */
  public static ThreadDump parse(String json) {
    List<DumpedThread> threads = new ArrayList<>();
    for (JsonNode container : containers(json)) {
      String name = container.path("container").asText();
      for (JsonNode thread : container.path("threads")) {
        threads.add(
            new DumpedThread(
                thread.path("tid").asLong(),
                thread.path("name").asText(),
                thread.path("virtual").asBoolean(),
                thread.path("state").asText(),
                name,
                frames(thread.path("stack"))));
      }
    }
    return new ThreadDump(threads);
  }

  private static JsonNode containers(String json) {
    try {
      JsonNode containers = JSON.readTree(json).path("threadDump").path("threadContainers");
      if (!containers.isArray()) {
        throw new IllegalArgumentException(
            "no JSON thread dump: threadDump.threadContainers is missing");
      }
      return containers;
    } catch (IOException failed) {
      throw new IllegalArgumentException("no JSON thread dump: " + failed.getMessage(), failed);
    }
  }

  private static List<String> frames(JsonNode stack) {
    List<String> frames = new ArrayList<>();
    for (JsonNode frame : stack) {
      frames.add(frame.asText());
    }
    return frames;
  }

  /**
   * Whether virtual threads that no executor owns are in the dump.
   *
   * @return false if this JVM was told not to track all threads
   */
  public static boolean listsAllVirtualThreads() {
    String setting = System.getProperty("jdk.trackAllThreads", "true");
    return setting.isEmpty() || Boolean.parseBoolean(setting);
  }

  /**
   * The virtual threads whose name starts with some text.
   *
   * @param prefix the start of the name; empty for all virtual threads
   * @return those threads, in the order of the dump
   */
  public List<DumpedThread> virtualThreadsNamed(String prefix) {
    return threads.stream()
        .filter(DumpedThread::virtual)
        .filter(thread -> thread.name().startsWith(prefix))
        .toList();
  }

  /**
   * The threads whose name starts with some text, platform threads too.
   *
   * @param prefix the start of the name; empty for all threads
   * @return those threads, in the order of the dump
   */
  public List<DumpedThread> threadsNamed(String prefix) {
    return threads.stream().filter(thread -> thread.name().startsWith(prefix)).toList();
  }

  /**
   * One thread of a dump. Immutable.
   *
   * @param id its {@link Thread#threadId()}
   * @param name its name, empty if it has none
   * @param virtual whether it is a virtual thread
   * @param state its state, as a name of {@link Thread.State}
   * @param container what it was started in: {@code <root>} or an executor
   * @param stack its frames, innermost first
   */
  public record DumpedThread(
      long id, String name, boolean virtual, String state, String container, List<String> stack) {
    /**
     * Copies the stack.
     *
     * @param id its {@link Thread#threadId()}
     * @param name its name, empty if it has none
     * @param virtual whether it is a virtual thread
     * @param state its state, as a name of {@link Thread.State}
     * @param container what it was started in: {@code <root>} or an executor
     * @param stack its frames, innermost first
     */
    public DumpedThread {
      stack = List.copyOf(stack);
    }
  }
}
