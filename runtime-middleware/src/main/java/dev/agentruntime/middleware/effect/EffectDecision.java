package dev.agentruntime.middleware.effect;

import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to be done about a call whose effect is on record. Pure; immutable. */
sealed interface EffectDecision {

  /** The tool answered: so does the guard. */
  record Replay(ToolOutcome outcome) implements EffectDecision {}

  /** The call must not run, and why. */
  record Refuse(ToolOutcome.Blocked refusal) implements EffectDecision {}

  /** Nobody knows whether it happened. */
  record Unsure() implements EffectDecision {}

  /**
   * Decides.
   *
   * @param known what is on record
   * @param digest of the tool and arguments the call has now
   * @param now the time
   * @param lifetime how long a reservation holds: who made an older one was lost
   * @return what to do
   */
  static EffectDecision of(EffectRecord known, String digest, Instant now, Duration lifetime) {
    if (!known.digest().equals(digest)) {
      return new Refuse(
          refusal(
              EffectGuard.CONFLICT,
              "The same call was made before with other arguments, so it was not run. Make a new"
                  + " call.",
              null));
    }
    return switch (known.state()) {
      case DONE -> new Replay(outcome(Objects.requireNonNull(known.answer())));
      case UNKNOWN -> new Unsure();
      case RESERVED -> {
        Duration left = lifetime.minus(Duration.between(known.since(), now));
        yield left.isPositive() ? new Refuse(underWay(left)) : new Unsure();
      }
    };
  }

  /** The answer of one who finds somebody else at it. */
  static ToolOutcome.Blocked underWay(Duration left) {
    return refusal(
        EffectGuard.UNDER_WAY,
        "The same call may still be under way elsewhere, so it was not run a second time.",
        left);
  }

  /** The answer if nobody can tell. */
  static ToolOutcome.Blocked unknown() {
    return refusal(
        EffectGuard.UNKNOWN,
        "An earlier attempt of this call may have taken effect, and nobody knows, so it was not"
            + " run again. Find out whether it did before you go on, or ask the user.",
        null);
  }

  /** The answer if nothing can be put on record. */
  static ToolOutcome.Blocked noRecord() {
    return refusal(
        EffectGuard.NO_RECORD,
        "The call was not run, because its effect could not be put on record first. Go on without"
            + " it, or tell the user.",
        null);
  }

  private static ToolOutcome.Blocked refusal(String code, String message, @Nullable Duration wait) {
    return new ToolOutcome.Blocked(EffectGuard.NAME, code, message, wait);
  }

  private static ToolOutcome outcome(EffectRecord.Answer answer) {
    return answer.error()
        ? ToolOutcome.toolError(answer.text())
        : ToolOutcome.success(answer.text());
  }
}
