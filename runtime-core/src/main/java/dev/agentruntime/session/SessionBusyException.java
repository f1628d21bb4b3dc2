package dev.agentruntime.session;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * Why a run failed that would have had to share its session: another run of the same runtime holds
 * it, and the host said {@link ConcurrentRuns#REFUSE}, or the holder is a run this one is part of
 * and would wait for in vain. The model was not asked.
 */
public final class SessionBusyException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SessionKey key;

  /** The run that has the session. */
  private final String holder;

  /**
   * Makes an exception.
   *
   * @param key which session
   * @param holder the id of the run that holds it
   * @param inside whether the holder is a run around the refused one
   */
  public SessionBusyException(SessionKey key, String holder, boolean inside) {
    super(
        "session "
            + key
            + " is held by run "
            + holder
            + (inside
                ? ", which this run is part of: give inner runs a session of their own"
                : ""));
    this.key = key;
    this.holder = holder;
  }

  /**
   * Which session.
   *
   * @return the key
   */
  public SessionKey key() {
    return key;
  }

  /**
   * The run that holds the session.
   *
   * @return its id
   */
  public String holder() {
    return holder;
  }
}
