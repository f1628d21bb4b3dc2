package dev.agentruntime.context;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.Map;
import java.util.Optional;

/**
 * Who a run is for, and whether it should go on.
 *
 * <p>A parameter everywhere; inside a tool, and in every thread a scope of this library starts for
 * it, also readable through {@link #current()}. The model can neither see nor set any of it. Made
 * by the runtime; hosts read it.
 *
 * <p>Safe for use by many threads.
 */
public interface RunContext {

  /**
   * The context of the run on whose behalf the current thread works.
   *
   * @return the context, or empty outside a tool
   */
  static Optional<RunContext> current() {
    return CurrentRun.get();
  }

  /**
   * The run's identity, unique within the process and unlikely to repeat in another.
   *
   * @return a short printable id
   */
  String runId();

  /**
   * The agent's name, preceded by those of the agents that called it.
   *
   * @return names joined by '/', outermost first, such as {@code triage/researcher}
   */
  String agentPath();

  /**
   * The conversation this run belongs to.
   *
   * @return the session id, or empty for a run on its own
   */
  Optional<String> sessionId();

  /**
   * The tenant the host runs this for.
   *
   * @return the tenant, or empty if the host named none
   */
  Optional<String> tenant();

  /**
   * The person or service on whose behalf the agent acts, as the host authenticated it.
   *
   * @return the principal, or empty if the host named none
   */
  Optional<String> principal();

  /**
   * The trace this run is part of, as a W3C {@code traceparent} value.
   *
   * @return the value, or empty if the host gave none
   */
  Optional<String> traceParent();

  /**
   * What the host attached to the run for its tools and middleware.
   *
   * @return an unmodifiable map
   */
  Map<String, Object> attributes();

  /**
   * When the run has to end.
   *
   * @return the deadline, on {@link #time()}'s clock
   */
  Deadline deadline();

  /**
   * The clock and threads the run uses; tools that wait should wait through it.
   *
   * @return the runtime's time source
   */
  TimeSource time();

  /**
   * Whether the run was told to stop, and why. A blocked thread is interrupted as well; a tool that
   * computes without blocking should look here from time to time.
   *
   * @return the reason, or empty while the run should go on
   */
  Optional<Cancellation> cancellation();

  /**
   * Tells the host how far a long tool call has come. Reaches listeners and the host's heartbeat,
   * and is the sign of life that a limit on silence waits for.
   *
   * @param message one short sentence; must hold no secrets
   */
  void report(String message);
}
