package dev.agentruntime.chain;

/** How far a layer's state reaches. Nothing is shared wider than the scope a layer declared. */
public enum StateScope {
  /** One logical call, all its attempts. */
  CALL,
  /** One run of one agent. */
  RUN,
  /** All runs of one session; a run without a session has one of its own. */
  SESSION,
  /** All runs of one tenant; runs without a tenant share one. */
  TENANT,
  /** Everything the runtime runs. */
  RUNTIME
}
