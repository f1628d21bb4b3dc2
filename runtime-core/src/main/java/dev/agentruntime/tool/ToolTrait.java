package dev.agentruntime.tool;

/**
 * What a tool promises or warns about; policies decide by these, so a trait is a claim its author
 * answers for.
 */
public enum ToolTrait {
  /** Changes nothing outside the process. */
  READ_ONLY,
  /** Running it twice with the same arguments has the effect of running it once. */
  IDEMPOTENT,
  /** Its effect cannot be undone. */
  DESTRUCTIVE,
  /**
   * Handles data that needs protection; its arguments and results are kept out of logs even when
   * payloads are logged.
   */
  SENSITIVE,
  /**
   * Must not run beside other calls of the same turn: it runs alone, after those before it and
   * before those after it.
   */
  EXCLUSIVE,
  /** Its result may be reused for the same arguments and principal. Needs {@link #READ_ONLY}. */
  CACHEABLE,
  /**
   * Its output is written by the host, not by the outside world. Without it, output counts as
   * untrusted.
   */
  TRUSTED_OUTPUT,
  /**
   * Ends promptly when its thread is interrupted, so a time limit may run it on the thread of its
   * call. Without it, a time limit runs it on a thread that can be abandoned.
   */
  INTERRUPTIBLE,
  /**
   * Works by calls of other tools, each governed by itself: a sub-agent. It takes no permit of a
   * limit on concurrency, since the calls it leads to may need the one it would hold.
   */
  DELEGATES
}
