package dev.agentruntime.tools.jvm;

import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tools.shell.Command;
import dev.agentruntime.tools.shell.CommandEnd;
import dev.agentruntime.tools.shell.CommandException;
import dev.agentruntime.tools.shell.CommandResult;
import dev.agentruntime.tools.shell.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks into one JVM on this machine, by its process id, through the {@code jcmd} of the JDK this
 * JVM runs on. The other JVM must run as the same user and needs no preparation.
 *
 * <p>Each question costs a short-lived process here and a moment of attention there: a thread dump
 * stops the other JVM's threads for milliseconds, a heap histogram runs a full collection, a
 * recording costs a few percent while it lasts. An interrupt ends the wait, and the process with
 * it, but a question the other JVM is already answering runs to its end over there.
 *
 * <p>Immutable; safe for use by many threads. The other JVM answers one question at a time.
 */
public final class JvmProbe {
  /** How long to wait for one answer: a full collection of a large heap takes seconds. */
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /** A dump of some thousand threads. */
  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final long pid;
  private final String jcmd;
  private final Path scratch;
  private final TimeSource time;
  private final CommandRunner runner;
  private final AtomicLong recordings = new AtomicLong();

  private JvmProbe(long pid, Path scratch, TimeSource time) {
    this.pid = pid;
    this.time = Objects.requireNonNull(time, "time");
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    this.jcmd = program.toString();
    this.runner =
        CommandRunner.builder(scratch)
            .programs(jcmd)
            .timeout(ANSWER_TIMEOUT)
            // It has nothing to clean up.
            .grace(Duration.ZERO)
            .outputLimit(MAX_ANSWER_BYTES)
            .timeSource(time)
            .build();
    this.scratch = runner.root();
  }

  /**
   * A probe of a JVM.
   *
   * @param pid its process id
   * @param scratch an existing directory that both JVMs can write to, where a recording lies while
   *     it is being read
   * @return a probe; nothing is asked yet
   * @throws IllegalArgumentException if {@code scratch} is not an existing directory
   */
  public static JvmProbe of(long pid, Path scratch) {
    return of(pid, scratch, TimeSource.system());
  }

  /**
   * A probe of a JVM with a clock of its own.
   *
   * @param pid its process id
   * @param scratch an existing directory that both JVMs can write to, where a recording lies while
   *     it is being read
   * @param time what waits between two samples; the other JVM goes on in real time whatever this
   *     clock says
   * @return a probe; nothing is asked yet
   * @throws IllegalArgumentException if {@code scratch} is not an existing directory
   */
  public static JvmProbe of(long pid, Path scratch, TimeSource time) {
    return new JvmProbe(pid, scratch, time);
  }

  /**
   * The JVM's process id.
   *
   * @return the id
   */
  public long pid() {
    return pid;
  }

  /**
   * The platform threads with their stacks and locks.
   *
   * @return a dump
   * @throws JvmProbeException if the JVM does not answer
   * @throws InterruptedException if the thread is interrupted
   */
  public ThreadDump threads() throws JvmProbeException, InterruptedException {
    return ThreadDump.parse(ask("Thread.print", "-l"));
  }

  /**
   * How busy each thread is, from two thread dumps. Threads that ended or started in between are
   * left out.
   *
   * @param over how long to wait between the dumps, positive
   * @return the threads, busiest first
   * @throws JvmProbeException if the JVM does not answer
   * @throws InterruptedException if the thread is interrupted
   */
  public List<ThreadLoad> load(Duration over) throws JvmProbeException, InterruptedException {
    Map<Long, DumpedThread> before = new HashMap<>();
    threads().threads().forEach(thread -> before.put(thread.id(), thread));
    time.sleep(positive(over));
    List<ThreadLoad> loads = new ArrayList<>();
    for (DumpedThread now : threads().threads()) {
      DumpedThread then = before.get(now.id());
      if (then != null) {
        loads.add(new ThreadLoad(now, now.cpu().minus(then.cpu()), now.age().minus(then.age())));
      }
    }
    loads.sort(Comparator.comparing(ThreadLoad::cpu).reversed());
    return loads;
  }

  /**
   * The live objects by class, after a full collection.
   *
   * @return a histogram of all classes
   * @throws JvmProbeException if the JVM does not answer
   * @throws InterruptedException if the thread is interrupted
   */
  public HeapHistogram histogram() throws JvmProbeException, InterruptedException {
    return HeapHistogram.parse(ask("GC.class_histogram"));
  }

  /**
   * How full the heap is, in the words of the JVM's collector.
   *
   * @return some lines of text, which differ from collector to collector
   * @throws JvmProbeException if the JVM does not answer
   * @throws InterruptedException if the thread is interrupted
   */
  public String heapUsage() throws JvmProbeException, InterruptedException {
    return ask("GC.heap_info");
  }

  /**
   * Where the processor time goes, sampled every 10 ms in running threads.
   *
   * @param over how long to record, positive
   * @return the samples, by thread and stack
   * @throws JvmProbeException if the JVM does not answer
   * @throws InterruptedException if the thread is interrupted; the recording has then been stopped
   */
  public Profile cpuProfile(Duration over) throws JvmProbeException, InterruptedException {
    return record(FlightRecording.Kind.CPU, over);
  }

  /**
   * Which code allocates what, from a sample of the allocations.
   *
   * @param over how long to record, positive
   * @return the samples, by class of object and stack, weighed by bytes
   * @throws JvmProbeException if the JVM does not answer
   * @throws InterruptedException if the thread is interrupted; the recording has then been stopped
   */
  public Profile allocationProfile(Duration over) throws JvmProbeException, InterruptedException {
    return record(FlightRecording.Kind.ALLOCATION, over);
  }

  private Profile record(FlightRecording.Kind kind, Duration over)
      throws JvmProbeException, InterruptedException {
    String name =
        "probe-"
            + ProcessHandle.current().pid()
            + "-"
            + System.identityHashCode(this)
            + "-"
            + recordings.incrementAndGet();
    Path file = scratch.resolve(name + ".jfr");
    List<String> start = new ArrayList<>(List.of("JFR.start", "name=" + name, "settings=none"));
    start.addAll(kind.settings());
    // It ends by itself if this process should not be there any more to stop it.
    start.add("duration=" + (positive(over).toSeconds() + ANSWER_TIMEOUT.toSeconds()) + "s");
    // A recording with an end and no name is written into the other JVM's working directory.
    start.add("filename=" + file);
    try {
      try {
        ask(start.toArray(String[]::new));
        time.sleep(over);
      } catch (InterruptedException e) {
        stopAfterInterrupt(name);
        throw e;
      }
      ask("JFR.stop", "name=" + name, "filename=" + file);
      return FlightRecording.read(file, kind, over);
    } catch (JvmProbeException e) {
      throw e;
    } catch (IOException e) {
      throw new JvmProbeException(pid, "JFR.stop", e);
    } finally {
      delete(file);
    }
  }

  /**
   * The flag is clear while an InterruptedException is on its way, so the other JVM can still be
   * asked.
   */
  private void stopAfterInterrupt(String name) throws InterruptedException {
    try {
      ask("JFR.stop", "name=" + name);
    } catch (JvmProbeException e) {
      // It had not begun, or the other JVM is gone; in any case the recording has an end of its
      // own.
      return;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A file left in the scratch directory must not hide what the recording came to.
      return;
    }
  }

  private static Duration positive(Duration over) {
    if (!over.isPositive()) {
      throw new IllegalArgumentException("the time to look must be positive, was " + over);
    }
    return over;
  }

  /**
   * Asks one question. The answer is spooled because the other JVM writes it while all its threads
   * stand still: a slow reader would prolong that, and if the other JVM is this one it would never
   * end. The short-lived JVM in between needs neither the second compiler nor a parallel collector.
   */
  private String ask(String... question) throws JvmProbeException, InterruptedException {
    List<String> argv =
        new ArrayList<>(
            List.of(jcmd, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", Long.toString(pid)));
    argv.addAll(List.of(question));
    CommandResult result;
    try {
      result = runner.run(Command.of(argv).spooled());
    } catch (CommandException e) {
      throw new JvmProbeException(pid, question[0], e);
    }
    if (!result.succeeded()) {
      String how =
          switch (result.end()) {
            case CommandEnd.Exited(int code) -> "exit code " + code;
            case CommandEnd.TimedOut(var timeout) -> "nothing within " + timeout;
          };
      throw new JvmProbeException(
          pid,
          question[0],
          how + " " + result.stderr().text().strip() + " " + result.stdout().text().strip());
    }
    return result.stdout().text();
  }

  @Override
  public String toString() {
    return "JvmProbe[" + pid + "]";
  }
}
