package dev.agentruntime.middleware.effect;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectRecord.State;
import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.json.ArgumentsDigest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the records of effects. As safe for many threads as its store.
 *
 * @param store where
 * @param tokens names records
 * @param reservation how long a reservation holds
 */
record EffectLedger(EffectStore store, Tokens tokens, Duration reservation) {
  /** More of an answer is not kept: what comes again is an answer, not an archive. */
  static final int MAX_KEPT = 100_000;

  static EffectKey key(ToolCall call) {
    return new EffectKey(call.context().tenant(), call.idempotencyKey());
  }

  static String digest(ToolCall call) {
    return ArgumentsDigest.of("effect")
        .field(call.tool().name())
        .json(call.arguments().object())
        .hex();
  }

  EffectRecord reserved(ToolCall call, String digest) {
    return record(call, digest, State.RESERVED, null);
  }

  private EffectRecord record(
      ToolCall call, String digest, State state, EffectRecord.@Nullable Answer answer) {
    return new EffectRecord(state, tokens.next(), digest, call.context().time().instant(), answer);
  }

  boolean insert(ToolCall call, EffectRecord reserved) throws InterruptedException {
    return store.insert(key(call), reserved);
  }

  Optional<EffectRecord> find(ToolCall call) throws InterruptedException {
    return store.find(key(call));
  }

  Optional<EffectRecord> glance(ToolCall call) {
    return store.glance(key(call));
  }

  boolean takeOver(ToolCall call, EffectRecord known, EffectRecord reserved)
      throws InterruptedException {
    return store.replace(key(call), known.token(), reserved);
  }

  boolean done(ToolCall call, EffectRecord held, boolean error, String text)
      throws InterruptedException {
    EffectRecord.Answer answer = new EffectRecord.Answer(error, kept(text));
    return store.replace(key(call), held.token(), record(call, held.digest(), State.DONE, answer));
  }

  boolean unknown(ToolCall call, EffectRecord held) throws InterruptedException {
    return store.replace(key(call), held.token(), record(call, held.digest(), State.UNKNOWN, null));
  }

  boolean release(ToolCall call, EffectRecord held) throws InterruptedException {
    return store.remove(key(call), held.token());
  }

  EffectDecision decide(ToolCall call, EffectRecord known, String digest) {
    return EffectDecision.of(known, digest, call.context().time().instant(), reservation);
  }

  private static String kept(String text) {
    return text.length() <= MAX_KEPT
        ? text
        : text.substring(0, MAX_KEPT)
            + "\n[the result was "
            + text.length()
            + " characters long; more of it was not kept]";
  }
}
