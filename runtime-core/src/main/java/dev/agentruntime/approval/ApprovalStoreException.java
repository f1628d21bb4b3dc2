package dev.agentruntime.approval;

import dev.agentruntime.error.AgentRuntimeException;
import org.jspecify.annotations.Nullable;

/** A store of approvals is closed, cannot be reached, or holds what it does not understand. */
public final class ApprovalStoreException extends AgentRuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message names the store and what could not be done; holds no arguments
   * @param cause what the store's means reported, or null
   */
  public ApprovalStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
