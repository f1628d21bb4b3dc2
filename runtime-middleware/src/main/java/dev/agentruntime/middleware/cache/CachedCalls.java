package dev.agentruntime.middleware.cache;

import dev.agentruntime.chain.Forecast;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.internal.FromMemory;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of one tool from memory where it can. Immutable; safe for use by many threads.
 *
 * @param time the runtime's clock
 * @param maxAgeNanos how long a result is good for
 * @param ofPrincipals results of runs with a principal, one store per tenant
 * @param ofSession results of runs without one
 * @param writes counts of the writes that make results of this tool stale
 * @param memory says to layers that look whether a resource can be had that none is needed
 */
record CachedCalls(
    TimeSource time,
    long maxAgeNanos,
    Slot<KnownResults> ofPrincipals,
    Slot<KnownResults> ofSession,
    List<Slot<AtomicLong>> writes,
    Slot<FromMemory> memory)
    implements ToolMiddleware, Preview {

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    KnownResults known = known(call);
    KnownResults.Key key = key(call);
    long seen = writesSeen(call);
    ToolOutcome.Success remembered = known.get(key, seen, time.nanoTime());
    if (remembered != null) {
      call.decided(ResultCache.NAME, "hit", "");
      return remembered;
    }
    ToolOutcome outcome = next.handle(call);
    if (outcome instanceof ToolOutcome.Success success && writesSeen(call) == seen) {
      long characters = (long) call.arguments().text().length() + success.text().length();
      long until = time.nanoTime() + maxAgeNanos;
      known.put(key, new KnownResults.Known(success, until, seen, characters));
    }
    return outcome;
  }

  /** Looks before anybody is asked; refuses nothing. */
  @Nullable ToolOutcome look(ToolCall call) {
    memory.get(call).known(remembered(call) != null);
    return null;
  }

  @Override
  public Forecast of(ToolCall call) {
    ToolOutcome.Success remembered = remembered(call);
    return remembered == null ? new Forecast.Passes() : new Forecast.Answers(remembered);
  }

  private ToolOutcome.@Nullable Success remembered(ToolCall call) {
    return known(call).get(key(call), writesSeen(call), time.nanoTime());
  }

  private KnownResults known(ToolCall call) {
    return (call.run().principal().isEmpty() ? ofSession : ofPrincipals).get(call);
  }

  private static KnownResults.Key key(ToolCall call) {
    return KnownResults.Key.of(
        call.run().principal().orElse(""), call.tool().specification(), call.arguments().object());
  }

  /** Grows with every write that counts; a sum of counters that never fall. */
  private long writesSeen(ToolCall call) {
    long sum = 0;
    for (int i = 0; i < writes.size(); i++) {
      sum += writes.get(i).get(call).get();
    }
    return sum;
  }
}
