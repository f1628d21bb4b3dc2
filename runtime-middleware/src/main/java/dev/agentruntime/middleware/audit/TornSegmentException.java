package dev.agentruntime.middleware.audit;

import java.io.IOException;
import java.io.Serial;

/** Part of a line may be in the file and could not be taken back, so nothing can follow it. */
final class TornSegmentException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  TornSegmentException(IOException cause) {
    super("part of a line could not be taken back", cause);
  }
}
