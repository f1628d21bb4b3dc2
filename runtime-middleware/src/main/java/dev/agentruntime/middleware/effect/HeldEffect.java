package dev.agentruntime.middleware.effect;

import org.jspecify.annotations.Nullable;

/**
 * What the links of one call know together: the reservation it holds, and whether the tool has
 * begun under it. Shared by views of a call on two threads.
 */
final class HeldEffect {
  private volatile @Nullable String token;
  private volatile boolean begun;

  void hold(String reservation) {
    begun = false;
    token = reservation;
  }

  boolean holds(String reservation) {
    return reservation.equals(token);
  }

  void begin() {
    begun = true;
  }

  boolean begun() {
    return begun;
  }
}
