package dev.agentruntime.middleware.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectRecord.State;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EffectDecisionTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private static EffectDecision decide(State state, Duration later) {
    return EffectDecision.of(record(state, false), "digest", BEGIN.plus(later), LIFETIME);
  }

  private static EffectRecord record(State state, boolean error) {
    EffectRecord.Answer answer =
        state == State.DONE ? new EffectRecord.Answer(error, "said") : null;
    return new EffectRecord(state, "token", "digest", BEGIN, answer);
  }

  @Test
  void whatIsDoneIsAnsweredAgainAsItWas() {
    assertEquals(
        new EffectDecision.Replay(ToolOutcome.success("said")),
        decide(State.DONE, Duration.ofDays(100)));
    assertEquals(
        new EffectDecision.Replay(ToolOutcome.toolError("said")),
        EffectDecision.of(record(State.DONE, true), "digest", BEGIN, LIFETIME));
  }

  @Test
  void aReservationHoldsForItsLifetimeAndSaysHowLongItStillDoes() {
    EffectDecision.Refuse refused =
        assertInstanceOf(
            EffectDecision.Refuse.class, decide(State.RESERVED, Duration.ofMinutes(5)));
    assertEquals(EffectGuard.UNDER_WAY, refused.refusal().reasonCode());
    assertEquals(Optional.of(Duration.ofMinutes(10)), refused.refusal().retryAfter());
    assertEquals(new EffectDecision.Unsure(), decide(State.RESERVED, LIFETIME));
  }

  @Test
  void whatIsUnknownStaysSo() {
    assertEquals(new EffectDecision.Unsure(), decide(State.UNKNOWN, Duration.ZERO));
  }

  @ParameterizedTest
  @EnumSource
  void theSameKeyWithOtherArgumentsIsRefusedWhateverIsOnRecord(State state) {
    EffectDecision decision = EffectDecision.of(record(state, false), "other", BEGIN, LIFETIME);
    assertEquals(
        EffectGuard.CONFLICT,
        assertInstanceOf(EffectDecision.Refuse.class, decision).refusal().reasonCode());
  }
}
