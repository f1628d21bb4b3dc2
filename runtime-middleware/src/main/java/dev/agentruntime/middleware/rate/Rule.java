package dev.agentruntime.middleware.rate;

import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.middleware.pattern.NamePattern;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One limit as the host said it. Immutable.
 *
 * @param tools to which tools it applies
 * @param rate how often
 * @param keys whose calls are counted together
 */
record Rule(NamePattern tools, Rate rate, Set<RateKey> keys) {

  /** This rule for one tool. */
  interface Bound {
    /** The bucket a call takes from. Only with the lock of the limiter held. */
    TokenBucket bucket(ToolCall call, long nowNanos);
  }

  Bound bind(LayerBinding binding, int index, int maxKeys) {
    String name = "limit " + index;
    if (keys.contains(RateKey.PRINCIPAL)) {
      Slot<KeyedBuckets> slot =
          slot(binding, name, () -> new KeyedBuckets(rate, maxKeys, binding.time().nanoTime()));
      return (call, now) -> slot.get(call).get(call.run().principal().orElse(""), now);
    }
    Slot<TokenBucket> slot =
        slot(binding, name, () -> new TokenBucket(rate, binding.time().nanoTime()));
    return (call, now) -> slot.get(call);
  }

  private <T> Slot<T> slot(LayerBinding binding, String name, Supplier<T> initial) {
    return keys.contains(RateKey.TOOL)
        ? binding.perTool(scope(), name, initial)
        : binding.shared(scope(), name, initial);
  }

  /** Sessions and principals are those of a tenant. */
  private StateScope scope() {
    if (keys.contains(RateKey.SESSION)) {
      return StateScope.SESSION;
    }
    return keys.contains(RateKey.TENANT) || keys.contains(RateKey.PRINCIPAL)
        ? StateScope.TENANT
        : StateScope.RUNTIME;
  }

  @Override
  public String toString() {
    return tools + " " + rate + " by " + keys;
  }
}
