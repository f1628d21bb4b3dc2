package dev.agentruntime.middleware.internal.pii;

/** How sure the probes are. */
final class Confidence {
  /** A checksum confirms it. */
  static final double CHECKED = 1.0;

  /** Nothing else has this shape. */
  static final double OF_SHAPE_ONLY_IT_HAS = 0.9;

  /** A word beside it says so. */
  static final double IN_CONTEXT = 0.8;

  /** The usual way to write it. */
  static final double GROUPED = 0.6;

  /** Other numbers are written so too. */
  static final double POSSIBLE = 0.5;

  private Confidence() {}
}
