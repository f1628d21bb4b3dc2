package dev.agentruntime.session;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * Thrown by {@link SessionStore#save} when the stored session is not in the state the save builds
 * on: somebody else saved or deleted it meanwhile. Nothing was changed.
 */
public final class SessionConflictException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SessionKey key;

  /** The version the save built on. */
  private final long expected;

  /**
   * Makes an exception.
   *
   * @param key which session
   * @param expected the version the save built on
   */
  public SessionConflictException(SessionKey key, long expected) {
    super(
        "session "
            + key
            + (expected == SessionSnapshot.ABSENT_VERSION
                ? " was to be made, but exists already"
                : " is not at version " + expected + " any more, somebody else changed it"));
    this.key = key;
    this.expected = expected;
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
   * The version the refused save built on.
   *
   * @return the version; {@link SessionSnapshot#ABSENT_VERSION} for a session that was to be made
   */
  public long expected() {
    return expected;
  }
}
