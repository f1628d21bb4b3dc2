package dev.agentruntime.run;

import dev.agentruntime.chain.DryRun;
import dev.agentruntime.context.Progress;
import java.time.Duration;
import java.util.Optional;

/**
 * A run that goes on by itself, on a virtual thread the runtime owns. Made by the runtime. Safe for
 * use by many threads.
 */
public interface AgentRun {

  /**
   * The run's identity.
   *
   * @return the id
   */
  String runId();

  /**
   * Waits for the run to end. When this returns, no thread of the run is alive, but for abandoned
   * work named in the summary.
   *
   * @return how it ended
   * @throws InterruptedException if the waiting thread was interrupted; the run goes on
   */
  RunResult result() throws InterruptedException;

  /**
   * Waits for the run to end, but not for ever.
   *
   * @param timeout how long to wait at most
   * @return how it ended, or empty if it has not yet
   * @throws InterruptedException if the waiting thread was interrupted; the run goes on
   */
  Optional<RunResult> result(Duration timeout) throws InterruptedException;

  /**
   * Begins to read the run's events, from now on: those from before are not in it. To read all of
   * them, begin the run with {@code Agent.stream}. Several readers do not take events from each
   * other.
   *
   * @return a new reader; close it
   */
  RunEvents events();

  /**
   * Tells the run to stop: blocked model and tool calls are interrupted. Returns at once; {@link
   * #result()} tells when it is over. Does nothing if the run has ended or was told already.
   *
   * @param reason one plain sentence for people
   */
  void cancel(String reason);

  /**
   * What would become of a call if the model asked for it in the run's next turn: like {@link
   * dev.agentruntime.Agent#dryRun}, and with what layers have counted in this run so far.
   *
   * @param tool the name of the tool
   * @param arguments the arguments, as a model would write them
   * @return what each link of the tool's chain says
   * @throws InterruptedException if the thread was interrupted
   */
  DryRun dryRun(String tool, String arguments) throws InterruptedException;

  /**
   * How far the run has come.
   *
   * @return a snapshot
   */
  Progress progress();

  /**
   * Whether the run has ended.
   *
   * @return true if {@link #result()} would not wait
   */
  boolean isDone();
}
