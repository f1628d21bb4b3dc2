package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectRecord.State;
import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link EffectStore} asks of every store. Extend it, say how to make the store, and run it as
 * a JUnit 5 test class.
 *
 * <pre>{@code
 * class RedisEffectsContractTest extends EffectStoreContract {
 *   protected EffectStore createStore() { return new RedisEffects(client); }
 *   protected EffectStore reopened(EffectStore store) { return new RedisEffects(client); }
 * }
 * }</pre>
 *
 * <p>The suite runs on the real clock, with eight threads where it tests for many.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class EffectStoreContract {
  /** Long enough for slow machines; a store that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final int THREADS = 8;
  private static final int ROUNDS = 25;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final EffectKey KEY = new EffectKey(Optional.of("acme"), "run-1-2-0");

  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected EffectStoreContract() {}

  /**
   * Makes the store.
   *
   * @return a store without records; asked anew for each test
   */
  protected abstract EffectStore createStore();

  /**
   * Another store over the same data, as a process sees it that starts later.
   *
   * @param store the store of this test
   * @return the same object, unless overridden: right for a store that lives with its process only
   */
  protected EffectStore reopened(EffectStore store) {
    return store;
  }

  /**
   * How long the concurrent tests may take, in real time.
   *
   * @return {@link #DEFAULT_PATIENCE} unless overridden
   */
  protected Duration patience() {
    return DEFAULT_PATIENCE;
  }

  @BeforeEach
  final void prepareContract(TrackedTime time) {
    this.tracked = time;
  }

  private TrackedTime time() {
    return Objects.requireNonNull(tracked, "the suite must be run by JUnit");
  }

  private static EffectRecord reserved(String token) {
    return new EffectRecord(State.RESERVED, token, "digest", NOW, null);
  }

  private static EffectRecord done(String token, String text) {
    return new EffectRecord(State.DONE, token, "digest", NOW, new EffectRecord.Answer(false, text));
  }

  // ---- one writer

  @Test
  final void anEffectNobodyWroteOfIsAbsent() throws InterruptedException {
    EffectStore store = createStore();
    assertEquals(Optional.empty(), store.find(KEY));
    assertEquals(Optional.empty(), store.glance(KEY));
    assertFalse(store.replace(KEY, "t", reserved("t")));
    assertFalse(store.remove(KEY, "t"));
    assertEquals(Optional.empty(), store.find(KEY));
  }

  @Test
  final void whatWasWrittenIsReadFieldByField() throws InterruptedException {
    EffectStore store = createStore();
    List<EffectRecord> records =
        List.of(
            reserved("t-1"),
            new EffectRecord(State.UNKNOWN, "t-2", "other", NOW.plusSeconds(1), null),
            done("t-3", "quotes \" \\ \n\u0000 ünïcode \uD83D\uDE00" + "x".repeat(20_000)),
            new EffectRecord(
                State.DONE, "t-4", "", NOW, new EffectRecord.Answer(true, "no such order")),
            done("t-5", ""));
    for (int i = 0; i < records.size(); i++) {
      EffectKey key = new EffectKey(Optional.empty(), "call-" + i);
      assertTrue(store.insert(key, records.get(i)));
      assertEquals(Optional.of(records.get(i)), reopened(store).find(key));
    }
  }

  @Test
  final void aRecordThatIsThereIsNotInsertedOver() throws InterruptedException {
    EffectStore store = createStore();
    assertTrue(store.insert(KEY, reserved("t-1")));
    assertFalse(store.insert(KEY, reserved("t-2")));
    assertFalse(reopened(store).insert(KEY, reserved("t-1")));
    assertEquals(Optional.of(reserved("t-1")), store.find(KEY));
  }

  @Test
  final void onlyTheRecordThatIsNamedIsReplacedOrRemoved() throws InterruptedException {
    EffectStore store = createStore();
    store.insert(KEY, reserved("t-1"));
    assertFalse(store.replace(KEY, "t-0", done("t-2", "x")));
    assertFalse(store.remove(KEY, "t-0"));
    assertTrue(store.replace(KEY, "t-1", done("t-2", "x")));
    assertFalse(store.replace(KEY, "t-1", done("t-3", "y")));
    assertFalse(store.remove(KEY, "t-1"));
    assertEquals(Optional.of(done("t-2", "x")), store.find(KEY));
    assertTrue(store.remove(KEY, "t-2"));
    assertEquals(Optional.empty(), store.find(KEY));
    assertTrue(store.insert(KEY, reserved("t-4")));
  }

  @Test
  final void equalCallsOfTwoTenantsAreTwoEffects() throws InterruptedException {
    EffectStore store = createStore();
    List<EffectKey> keys =
        List.of(
            KEY,
            new EffectKey(Optional.of("other"), KEY.call()),
            new EffectKey(Optional.empty(), KEY.call()),
            new EffectKey(Optional.of("acm"), "e" + KEY.call()));
    for (EffectKey key : keys) {
      assertTrue(store.insert(key, reserved("token of " + key)), () -> "collides: " + key);
    }
    for (EffectKey key : keys) {
      assertEquals(Optional.of(reserved("token of " + key)), store.find(key));
    }
  }

  // ---- many writers

  @Test
  final void ofManyWhoReserveOneWins() throws Exception {
    EffectStore store = createStore();
    for (int round = 0; round < ROUNDS; round++) {
      EffectKey key = new EffectKey(Optional.empty(), "call-" + round);
      assertEquals(1, winners(i -> () -> store.insert(key, reserved("t-" + i))));
    }
  }

  @Test
  final void ofManyWhoTakeOverOneWins() throws Exception {
    EffectStore store = createStore();
    for (int round = 0; round < ROUNDS; round++) {
      EffectKey key = new EffectKey(Optional.empty(), "call-" + round);
      store.insert(key, reserved("first"));
      assertEquals(
          1,
          winners(
              i ->
                  () ->
                      i % 2 == 0
                          ? store.replace(key, "first", reserved("t-" + i))
                          : store.remove(key, "first")));
    }
  }

  private interface Racer {
    Callable<Boolean> number(int number);
  }

  private int winners(Racer racer) throws Exception {
    Gate gate = new Gate();
    List<Background<Boolean>> racers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Callable<Boolean> race = racer.number(i);
      racers.add(
          Background.start(
              time(),
              "racer-" + i,
              () -> {
                gate.pass(time());
                return race.call();
              }));
    }
    gate.open();
    int winners = 0;
    for (Background<Boolean> one : racers) {
      winners += Boolean.TRUE.equals(one.await(patience(), "a writer").valueOrThrow()) ? 1 : 0;
    }
    return winners;
  }
}
