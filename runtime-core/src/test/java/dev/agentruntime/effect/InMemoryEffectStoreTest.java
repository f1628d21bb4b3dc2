package dev.agentruntime.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.effect.EffectRecord.State;
import dev.agentruntime.error.AgentRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryEffectStoreTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final InMemoryEffectStore store = new InMemoryEffectStore(2, Duration.ofHours(1));

  private static EffectKey key(int number) {
    return new EffectKey(Optional.empty(), "call-" + number);
  }

  private boolean insert(int number, State state, Duration after) {
    EffectRecord.Answer answer =
        state == State.DONE ? new EffectRecord.Answer(false, "done") : null;
    return store.insert(
        key(number),
        new EffectRecord(state, "token-" + number, "digest", BEGIN.plus(after), answer));
  }

  @Test
  void whatIsDoneMakesRoomTheOldestFirst() {
    insert(1, State.DONE, Duration.ZERO);
    insert(2, State.DONE, Duration.ZERO);
    assertTrue(insert(3, State.RESERVED, Duration.ZERO));
    assertFalse(store.find(key(1)).isPresent());
    assertTrue(store.find(key(2)).isPresent());
  }

  @Test
  void whatIsUnderWayOrUnknownDoesNotMakeRoom() {
    insert(1, State.RESERVED, Duration.ZERO);
    insert(2, State.UNKNOWN, Duration.ZERO);
    assertThrows(AgentRuntimeException.class, () -> insert(3, State.RESERVED, Duration.ofHours(1)));
    assertEquals(2, store.size());
  }

  @Test
  void whatIsOlderThanTheRetentionMakesRoomWhateverItIs() {
    insert(1, State.UNKNOWN, Duration.ZERO);
    insert(2, State.RESERVED, Duration.ofMinutes(30));
    assertTrue(insert(3, State.RESERVED, Duration.ofHours(1).plusNanos(1)));
    assertFalse(store.find(key(1)).isPresent());
    assertTrue(store.find(key(2)).isPresent());
  }

  @Test
  void aRecordHasAnAnswerIfItIsDoneAndOnlyThen() {
    assertThrows(
        IllegalArgumentException.class, () -> new EffectRecord(State.DONE, "t", "d", BEGIN, null));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new EffectRecord(State.UNKNOWN, "t", "d", BEGIN, new EffectRecord.Answer(false, "x")));
  }

  @Test
  void anAnswerDoesNotShowWhatWasSaid() {
    assertEquals("Answer(6 characters)", new EffectRecord.Answer(false, "secret").toString());
  }

  @Test
  void boundsMustMakeSense() {
    assertThrows(
        IllegalArgumentException.class, () -> new InMemoryEffectStore(0, Duration.ofHours(1)));
    assertThrows(IllegalArgumentException.class, () -> new InMemoryEffectStore(1, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> new EffectKey(Optional.empty(), " "));
  }
}
