package dev.agentruntime.middleware.budget;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What calls of a run hold while they are not in the chain: before they begin, and while they are
 * suspended. Safe for use by many threads.
 */
final class HeldByCalls {
  private final Map<String, Reservation> claimed = new ConcurrentHashMap<>();
  private final Map<String, Reservation> suspended = new ConcurrentHashMap<>();

  /** Set aside before the call began. */
  void claim(String callId, Reservation held) {
    claimed.put(callId, held);
  }

  /** Whether a call that waits holds something already. */
  boolean holdsWaiting(String callId) {
    return suspended.containsKey(callId);
  }

  /** The call waits for somebody. */
  void suspend(String callId, Reservation held) {
    suspended.put(callId, held);
  }

  /** What the call holds, from now on its own business; null if nothing. */
  @Nullable Reservation takeUp(String callId) {
    Reservation waiting = suspended.isEmpty() ? null : suspended.remove(callId);
    return waiting != null ? waiting : notTakenUp(callId);
  }

  /** What was set aside for a call that never asked for it; null if nothing. */
  @Nullable Reservation notTakenUp(String callId) {
    return claimed.isEmpty() ? null : claimed.remove(callId);
  }
}
