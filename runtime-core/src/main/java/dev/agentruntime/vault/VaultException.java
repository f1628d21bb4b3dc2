package dev.agentruntime.vault;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A vault cannot answer, so nothing may be sent on. Holds no value. */
public final class VaultException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what is wrong; must hold no value
   */
  public VaultException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what is wrong; must hold no value
   * @param cause what the store met; its message must hold no value
   */
  public VaultException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
