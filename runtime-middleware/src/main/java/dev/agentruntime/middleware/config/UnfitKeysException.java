package dev.agentruntime.middleware.config;

import java.io.Serial;

/**
 * Keys of a table do not go together. Its message names keys and parts and no value, so it may be
 * shown whatever the values are.
 */
final class UnfitKeysException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  UnfitKeysException(String message) {
    super(message);
  }
}
