package dev.agentruntime.chain;

/** How far a layer's state reaches. Nothing is shared wider than the scope a layer declared. */
public enum StateScope {
  /** One logical call, all its attempts. */
  CALL,
  /** One run of one agent. */
  RUN,
  /**
   * All runs of one session; a run without a session has one of its own. Kept for the 10,000
   * sessions used last: one that comes back after that begins anew, so nothing may rest on it that
   * must not be forgotten.
   */
  SESSION,
  /** All runs of one tenant; runs without a tenant share one. Kept as those of sessions are. */
  TENANT,
  /** Everything the runtime runs. */
  RUNTIME
}
