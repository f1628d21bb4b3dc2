package dev.agentruntime.quality;

import java.io.Serial;

/** A row that no suite can judge. The message says what is wrong and quotes nothing of the row. */
final class BadRowException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadRowException(String message) {
    super(message);
  }
}
