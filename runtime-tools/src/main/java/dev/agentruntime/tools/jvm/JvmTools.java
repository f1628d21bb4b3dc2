package dev.agentruntime.tools.jvm;

import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.time.Duration;
import java.util.Objects;

/**
 * Gives a model tools that look into one JVM: {@code thread_dump}, {@code busy_threads}, {@code
 * heap_histogram}, {@code heap_usage}, {@code profile_cpu} and {@code profile_allocations}. The
 * host chooses the JVM; the model cannot name another.
 *
 * <p>Answers are what the JVM said, condensed: equal stacks once, long lists cut, no conclusions.
 *
 * <p>Immutable; safe for use by many threads.
 */
@Traits({ToolTrait.READ_ONLY, ToolTrait.INTERRUPTIBLE})
public final class JvmTools {
  private static final int MAX_SECONDS = 30;
  private static final int MAX_ROWS = 200;

  private final JvmProbe probe;

  /**
   * Tools on a probe.
   *
   * @param probe looks into the JVM
   */
  public JvmTools(JvmProbe probe) {
    this.probe = Objects.requireNonNull(probe, "probe");
  }

  /**
   * Takes a thread dump.
   *
   * @return the threads with stacks and locks, and what the JVM says of deadlocks
   * @throws ToolException if the JVM does not answer; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "thread_dump",
      value =
          "Takes a thread dump of the service's JVM: each thread's state, stack, the locks it holds"
              + " and waits for. Threads with the same stack are shown once.")
  public String threadDump() throws InterruptedException {
    return answer(() -> JvmText.of(probe.threads()));
  }

  /**
   * Looks which threads are busy.
   *
   * @param seconds how long to look
   * @return the busiest threads with their share of one processor and the top of their stacks
   * @throws ToolException if the JVM does not answer; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "busy_threads",
      value =
          "Measures how much processor time each thread of the service's JVM uses over some"
              + " seconds, busiest first.")
  public String busyThreads(
      @P(value = "How many seconds to look, 1 to 30", required = false, defaultValue = "1")
          int seconds)
      throws InterruptedException {
    return answer(() -> JvmText.ofLoad(probe.load(checked(seconds))));
  }

  /**
   * Counts live objects by class.
   *
   * @param rows how many classes to show
   * @return one line per class, most bytes first
   * @throws ToolException if the JVM does not answer; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "heap_histogram",
      value =
          "Counts the live objects of the service's JVM by class, after a full collection. Compare"
              + " two of them to see what grows.")
  public String heapHistogram(
      @P(
              value = "How many classes to show, most bytes first",
              required = false,
              defaultValue = "60")
          int rows)
      throws InterruptedException {
    return answer(() -> JvmText.of(probe.histogram(), Math.clamp(rows, 1, MAX_ROWS)));
  }

  /**
   * Tells how full the heap is.
   *
   * @return the collector's own words
   * @throws ToolException if the JVM does not answer; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "heap_usage",
      value = "Tells how full the heap of the service's JVM is, in the collector's own words.")
  public String heapUsage() throws InterruptedException {
    return answer(probe::heapUsage);
  }

  /**
   * Samples where processor time goes.
   *
   * @param seconds how long to record
   * @return the stacks seen most often
   * @throws ToolException if the JVM does not answer; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "profile_cpu",
      value =
          "Records for some seconds where the service's JVM spends processor time: the stacks seen"
              + " most often, by thread.")
  public String profileCpu(
      @P(value = "How many seconds to record, 1 to 30", required = false, defaultValue = "2")
          int seconds)
      throws InterruptedException {
    return answer(() -> JvmText.of(probe.cpuProfile(checked(seconds)), "samples"));
  }

  /**
   * Samples which code allocates what.
   *
   * @param seconds how long to record
   * @return the stacks that allocate most, by class of object
   * @throws ToolException if the JVM does not answer; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "profile_allocations",
      value =
          "Records for some seconds which code of the service's JVM allocates objects of which"
              + " class: the stacks that allocate most.")
  public String profileAllocations(
      @P(value = "How many seconds to record, 1 to 30", required = false, defaultValue = "2")
          int seconds)
      throws InterruptedException {
    return answer(() -> JvmText.of(probe.allocationProfile(checked(seconds)), "bytes"));
  }

  private static Duration checked(int seconds) {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new ToolException("seconds must be from 1 to " + MAX_SECONDS + ", was " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  /** What is asked for a call. */
  private interface Question {
    String text() throws JvmProbeException, InterruptedException;
  }

  private static String answer(Question question) throws InterruptedException {
    try {
      return question.text();
    } catch (JvmProbeException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
  }
}
