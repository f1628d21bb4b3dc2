package dev.agentruntime.middleware.model;

/**
 * Implemented by exceptions that know what kind of failure they are; classification believes them.
 * Those of this package do, and so may those of a host's own model client.
 */
public interface ClassifiedFailure {

  /**
   * What this exception means.
   *
   * @return the failure
   */
  ModelFailure modelFailure();
}
