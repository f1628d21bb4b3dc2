package dev.agentruntime.chain;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import java.time.Duration;

/**
 * Postpones a time limit each time a call tells of its progress ({@link
 * dev.agentruntime.context.RunContext#report}), for a link that limits how long a tool may be
 * silent. A report counts for the call on whose thread it is made; one from a thread that runs no
 * watched call counts for all watched calls of its run, since nobody knows whose it is.
 *
 * <p>Opened and closed by the thread running the call; safe for use by the threads that report.
 */
public final class CallProgress implements AutoCloseable {
  private final RunFrame run;
  private final TimeLimit limit;
  private final long quietNanos;
  private final Thread thread = Thread.currentThread();

  private CallProgress(RunFrame run, TimeLimit limit, Duration quiet) {
    this.run = run;
    this.limit = limit;
    this.quietNanos = Deadline.saturatedNanos(quiet);
  }

  /**
   * Begins to postpone.
   *
   * @param call the call the current thread runs
   * @param limit an armed limit of the current thread
   * @param quiet how long after a report the limit is due
   * @return to be closed before the limit is ended
   */
  public static CallProgress watch(ToolCall call, TimeLimit limit, Duration quiet) {
    CallProgress progress = new CallProgress(call.run(), limit, quiet);
    call.run().watchers().watch(progress);
    return progress;
  }

  boolean isOn(Thread reporting) {
    return thread.equals(reporting);
  }

  void reported(long nowNanos) {
    limit.postpone(nowNanos + quietNanos);
  }

  @Override
  public void close() {
    run.watchers().unwatch(this);
  }
}
