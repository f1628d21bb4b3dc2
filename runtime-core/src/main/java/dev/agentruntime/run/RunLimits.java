package dev.agentruntime.run;

import java.time.Duration;
import java.util.Objects;

/** How much one run may use. Immutable; the {@code with…} methods return changed copies. */
public final class RunLimits {
  /**
   * Enough for the longest useful tool loops seen in public agent benchmarks, little enough to stop
   * a runaway early.
   */
  public static final int DEFAULT_MODEL_CALLS = 25;

  /** Six calls a turn on average over {@link #DEFAULT_MODEL_CALLS}. */
  public static final int DEFAULT_TOOL_CALLS = 150;

  /**
   * A quarter of all calls: one tool called more often is a sign of a loop with changing arguments.
   */
  public static final int DEFAULT_CALLS_PER_TOOL = 40;

  /** More concurrent calls seldom help one agent and strain what the tools talk to. */
  public static final int DEFAULT_PARALLEL_CALLS = 16;

  /**
   * Long enough for {@link #DEFAULT_MODEL_CALLS} slow model calls; no run may be forgotten for
   * ever.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(15);

  /**
   * How long interrupted work may take to end before it is left behind; most clean-up takes
   * milliseconds.
   */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

  private static final RunLimits DEFAULTS =
      new RunLimits(
          new Counts(
              DEFAULT_MODEL_CALLS,
              DEFAULT_TOOL_CALLS,
              DEFAULT_CALLS_PER_TOOL,
              DEFAULT_PARALLEL_CALLS),
          DEFAULT_TIMEOUT,
          DEFAULT_GRACE);

  private record Counts(int modelCalls, int toolCalls, int callsPerTool, int parallelCalls) {}

  private final Counts counts;
  private final Duration timeout;
  private final Duration grace;

  private RunLimits(Counts counts, Duration timeout, Duration grace) {
    this.counts = counts;
    this.timeout = timeout;
    this.grace = grace;
  }

  /**
   * The defaults named in this class.
   *
   * @return the same instance each time
   */
  public static RunLimits defaults() {
    return DEFAULTS;
  }

  /**
   * Changes how often the model may be asked.
   *
   * @param modelCalls at least 1
   * @return a copy
   */
  public RunLimits withModelCalls(int modelCalls) {
    int checked = atLeastOne("modelCalls", modelCalls);
    return new RunLimits(
        new Counts(checked, counts.toolCalls, counts.callsPerTool, counts.parallelCalls),
        timeout,
        grace);
  }

  /**
   * Changes how many tool calls a run may make in all.
   *
   * @param toolCalls at least 1; an agent that shall call nothing is given no tools
   * @return a copy
   */
  public RunLimits withToolCalls(int toolCalls) {
    int checked = atLeastOne("toolCalls", toolCalls);
    return new RunLimits(
        new Counts(counts.modelCalls, checked, counts.callsPerTool, counts.parallelCalls),
        timeout,
        grace);
  }

  /**
   * Changes how often a run may call one tool.
   *
   * @param callsPerTool at least 1
   * @return a copy
   */
  public RunLimits withCallsPerTool(int callsPerTool) {
    int checked = atLeastOne("callsPerTool", callsPerTool);
    return new RunLimits(
        new Counts(counts.modelCalls, counts.toolCalls, checked, counts.parallelCalls),
        timeout,
        grace);
  }

  /**
   * Changes how many calls of one turn run side by side.
   *
   * @param parallelCalls at least 1; 1 runs them one after the other
   * @return a copy
   */
  public RunLimits withParallelCalls(int parallelCalls) {
    int checked = atLeastOne("parallelCalls", parallelCalls);
    return new RunLimits(
        new Counts(counts.modelCalls, counts.toolCalls, counts.callsPerTool, checked),
        timeout,
        grace);
  }

  /**
   * Changes how long a run may take.
   *
   * @param timeout more than zero
   * @return a copy
   */
  public RunLimits withTimeout(Duration timeout) {
    if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    return new RunLimits(counts, timeout, grace);
  }

  /**
   * Changes how long interrupted work may take to end before it is left behind.
   *
   * @param grace zero or more
   * @return a copy
   */
  public RunLimits withGrace(Duration grace) {
    if (Objects.requireNonNull(grace, "grace").isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, was " + grace);
    }
    return new RunLimits(counts, timeout, grace);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
    return value;
  }

  /**
   * How often the model may be asked.
   *
   * @return at least 1
   */
  public int modelCalls() {
    return counts.modelCalls;
  }

  /**
   * How many tool calls a run may make in all.
   *
   * @return at least 1
   */
  public int toolCalls() {
    return counts.toolCalls;
  }

  /**
   * How often a run may call one tool.
   *
   * @return at least 1
   */
  public int callsPerTool() {
    return counts.callsPerTool;
  }

  /**
   * How many calls of one turn run side by side.
   *
   * @return at least 1
   */
  public int parallelCalls() {
    return counts.parallelCalls;
  }

  /**
   * How long a run may take.
   *
   * @return more than zero
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * How long interrupted work may take to end before it is left behind.
   *
   * @return zero or more
   */
  public Duration grace() {
    return grace;
  }

  @Override
  public String toString() {
    return "RunLimits"
        + counts.toString().substring("Counts".length())
        + ", timeout "
        + timeout
        + ", grace "
        + grace;
  }
}
