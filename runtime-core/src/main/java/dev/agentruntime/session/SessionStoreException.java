package dev.agentruntime.session;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What a store throws that cannot do what it was asked to, for a reason other than a conflict. May
 * be extended by stores.
 */
public class SessionStoreException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SessionKey key;

  /**
   * Makes an exception.
   *
   * @param key which session
   * @param what what could not be done, and why; must not hold what was said
   * @param cause what led to it, or null
   */
  public SessionStoreException(SessionKey key, String what, @Nullable Throwable cause) {
    super("session " + key + ": " + what, cause);
    this.key = key;
  }

  /**
   * Which session.
   *
   * @return the key
   */
  public SessionKey key() {
    return key;
  }
}
