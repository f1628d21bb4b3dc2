package dev.agentruntime.chain;

/**
 * The named places of a chain, outermost first; the order of the constants is the order of the
 * chain. A link says at which anchor it belongs; links at the same anchor keep the order in which
 * they were given.
 */
public enum Anchor {
  /** The last net: a defect anywhere further in still yields one answer. */
  GUARD(Zone.CALL),
  /** Traces, metrics, logs: see refused calls too. */
  OBSERVE(Zone.CALL),
  /** The record that a call was proposed; then deadline and cancellation. */
  PROPOSED(Zone.CALL),
  /** Resolve the tool, parse and validate the arguments. */
  NORMALISE(Zone.CALL),
  /** The last place where arguments may change; after it they are frozen. */
  ENRICH(Zone.CALL),
  /** The record of what would execute, outside all that may block. */
  INTENT(Zone.CALL),
  /** Allow, ask or deny: before anything costs. */
  POLICY(Zone.CALL),
  /** Loop detection: before the human, outside retry. */
  LOOP(Zone.CALL),
  /** Failure limits and budgets: count logical calls. */
  LIMITS(Zone.CALL),
  /** Taint and confidentiality: need frozen arguments. */
  TAINT(Zone.CALL),
  /** Free looks at what would refuse the call later. */
  PEEK(Zone.CALL),
  /** The human: nothing acquired, no clock running. */
  APPROVAL(Zone.CALL),
  /** Result cache and effect guard: after authorisation, before any resource. */
  CACHE(Zone.CALL),
  /**
   * The limit on the call's active time: bounds queueing, attempts and back-off, never the human.
   */
  CALL_TIMEOUT(Zone.CALL),
  /** Retry: outside everything per attempt, inside everything per call. */
  RETRY(Zone.CALL),
  /** Circuit breaker: sees each attempt; open ends the retry. */
  BREAKER(Zone.ATTEMPT),
  /** Rate limit: one token per physical attempt. */
  RATE_LIMIT(Zone.ATTEMPT),
  /** Bulkhead: a refused token must not hold a permit. */
  BULKHEAD(Zone.ATTEMPT),
  /** The limit on one attempt: queueing is not the tool's time. */
  ATTEMPT_TIMEOUT(Zone.ATTEMPT),
  /** The record that the tool is about to run. */
  STARTED(Zone.ATTEMPT),
  /** Placeholders and secrets are resolved, results redacted: real values live only further in. */
  REVEAL(Zone.ATTEMPT),
  /** Directly around the tool. */
  TOOL(Zone.ATTEMPT);

  private final Zone zone;

  Anchor(Zone zone) {
    this.zone = zone;
  }

  /**
   * The zone this anchor lies in.
   *
   * @return per call or per attempt
   */
  public Zone zone() {
    return zone;
  }

  /** Whether a link runs once per logical call or once per attempt. */
  public enum Zone {
    /** Once per call id. */
    CALL,
    /** Once per physical attempt, inside retry. */
    ATTEMPT
  }
}
