package dev.agentruntime.chain;

/**
 * What a link declares about itself, so that the order of a chain can be checked when it is
 * assembled.
 */
public enum LinkTrait {
  /**
   * May change the arguments. Must stand at {@link Anchor#ENRICH} or further out, at {@link
   * Anchor#APPROVAL} or at {@link Anchor#REVEAL}.
   */
  REWRITES_ARGUMENTS,
  /**
   * Decides on, or records, the arguments that will execute: nothing further in may rewrite them
   * unseen.
   */
  NEEDS_FINAL_ARGUMENTS,
  /** May proceed more than once. What is further in runs once per attempt. */
  PROCEEDS_AGAIN,
  /** May wait for a human. Nothing further out may hold a resource or run a clock. */
  WAITS_FOR_HUMAN,
  /**
   * Decides, at {@link Anchor#APPROVAL}, on calls of destructive tools whose arguments had to be
   * repaired, by asking somebody who sees the repair. Without such a link they are refused. A link
   * that declares this looks at {@link dev.agentruntime.tool.ToolArguments#changes()}.
   */
  ASKS_ABOUT_REPAIRS,
  /**
   * Says whether the call may happen at all. Nothing further out may answer it from memory: who is
   * refused must not read what was remembered for others.
   */
  AUTHORISES,
  /** Holds a permit, token or probe while it proceeds. */
  HOLDS_RESOURCE,
  /** Runs a clock against the call while it proceeds. */
  RUNS_CLOCK,
  /** Runs what is further in on a thread that can be abandoned. */
  ISOLATES,
  /** May answer in place of the tool with something remembered. */
  ANSWERS_FROM_MEMORY,
  /** Sees real values of placeholders and secrets. */
  SEES_REAL_VALUES
}
