package dev.agentruntime.middleware.effect;

import org.jspecify.annotations.Nullable;

/**
 * What the links of one call know together: the reservation it holds, and whether the tool has
 * begun under it, and whether somebody is asked about a repeat. Shared by views of a call on two
 * threads.
 */
final class HeldEffect {
  private volatile @Nullable String token;
  private volatile boolean begun;
  private volatile boolean askedAboutRepeat;

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

  void askAboutRepeat() {
    askedAboutRepeat = true;
  }

  boolean askedAboutRepeat() {
    return askedAboutRepeat;
  }

  boolean begun() {
    return begun;
  }
}
