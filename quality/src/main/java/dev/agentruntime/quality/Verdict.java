package dev.agentruntime.quality;

/** How one row came out. */
enum Verdict {
  RIGHT,
  /** Another answer than the expected one, and the answer says that it is a guess. */
  WRONG,
  /** Another answer than the expected one, and nothing says that anything was changed. */
  WRONG_SILENTLY,
  /** No answer where one was expected. */
  REFUSED,
  /** Something was thrown. */
  CRASHED
}
