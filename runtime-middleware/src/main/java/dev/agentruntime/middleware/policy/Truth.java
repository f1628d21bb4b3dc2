package dev.agentruntime.middleware.policy;

/** Whether a condition holds of a call. Not being able to tell is neither yes nor no. */
enum Truth {
  YES,
  NO,
  /** The value is not of the kind the condition is about: text where a number is compared. */
  UNDECIDABLE;

  static Truth of(boolean holds) {
    return holds ? YES : NO;
  }

  Truth negated() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case UNDECIDABLE -> UNDECIDABLE;
    };
  }
}
