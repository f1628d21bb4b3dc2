package dev.agentruntime.middleware.policy;

/** What a rule or a default says about a call; the later constant is the more restrictive one. */
public enum PolicyEffect {
  /** The call may go on; what is further in may still refuse it. */
  ALLOW("allowed"),
  /** A human has to be asked first; with nobody to ask the call is refused. */
  ASK("asked"),
  /** The call is refused. */
  DENY("denied");

  private final String code;

  PolicyEffect(String code) {
    this.code = code;
  }

  /**
   * The name of such a decision in events and audit.
   *
   * @return a stable lower-case word
   */
  public String code() {
    return code;
  }
}
