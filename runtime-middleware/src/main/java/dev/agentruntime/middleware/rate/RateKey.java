package dev.agentruntime.middleware.rate;

/** Whose calls a limit counts together. */
public enum RateKey {
  /** Everybody's. */
  RUNTIME,
  /** Those of each tenant; runs without a tenant share one. */
  TENANT,
  /** Those of each principal of a tenant; runs without a principal share one. */
  PRINCIPAL,
  /** Those of each session; a run without a session has one of its own. */
  SESSION,
  /** Those of each tool. */
  TOOL
}
