package dev.agentruntime.middleware.redact;

/** Told by a {@link Detector} what it found. Confined to one thread. */
@FunctionalInterface
public interface Findings {

  /**
   * A value was found.
   *
   * @param start where it begins, in UTF-16 code units
   * @param end behind its last code unit
   * @param type what it is
   * @param confidence from 0 to 1: 1 if a checksum says so, 0.5 if the shape alone does
   */
  void found(int start, int end, EntityType type, double confidence);
}
