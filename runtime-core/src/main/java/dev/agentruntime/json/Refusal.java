package dev.agentruntime.json;

import dev.agentruntime.json.Decoded.Reason;
import java.io.Serial;

/**
 * Ends a reading of a text that has no value to give. Never leaves this package; without a stack
 * trace, as texts that are no JSON are no event.
 */
final class Refusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final int offset;

  Refusal(Reason reason, int offset) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.offset = offset;
  }

  /** Whether no other place of the text is worth a look. */
  boolean isForGood() {
    return reason == Reason.TOO_DAMAGED;
  }

  Decoded.Refused toAnswer(Shape shape) {
    return new Decoded.Refused(
        reason,
        offset,
        "must be "
            + shape.words()
            + ", but the text "
            + StrictJson.problem(reason)
            + " at offset "
            + offset);
  }
}
