package dev.agentruntime.middleware.internal.secret;

/** How sure the probes are. */
final class Certainty {
  /** Nothing but a provider's token, a signed token or a private key looks so. */
  static final double OF_SHAPE = 0.9;

  /** A name says so, and it looks drawn by lot or chosen by a person. */
  static final double IN_KEY_POSITION = 0.7;

  private Certainty() {}
}
