package dev.agentruntime.middleware;

/** The rows of {@link Governance}: what can be set, replaced and switched off, outermost first. */
public enum GovernanceLayer {
  /** {@link PanicRecovery}: a defect anywhere further in still yields one answer. */
  PANIC_RECOVERY,
  /** {@link CallLogger}: sees refused calls too. */
  LOGGER,
  /**
   * {@link dev.agentruntime.middleware.audit.Audit}: even a call nobody could read leaves a record.
   */
  AUDIT,
  /**
   * {@link dev.agentruntime.middleware.enrich.ContextEnrichment}: the last place where arguments
   * change.
   */
  ENRICHMENT,
  /** {@link dev.agentruntime.middleware.policy.PolicyLayer}: deny before anything costs. */
  POLICY,
  /**
   * {@link dev.agentruntime.middleware.loop.LoopDetection}: before any human is asked, and outside
   * retry.
   */
  LOOP_DETECTION,
  /** {@link dev.agentruntime.middleware.failure.FailureLimit}: counts calls, not attempts. */
  FAILURE_LIMIT,
  /**
   * {@link dev.agentruntime.middleware.budget.Budgets}: set aside before anybody is asked, and
   * settled by the outcome.
   */
  BUDGETS,
  /**
   * {@link dev.agentruntime.middleware.taint.Taint}: what it finds is for people to decide, so it
   * looks before they are asked.
   */
  TAINT,
  /**
   * {@link dev.agentruntime.middleware.approval.Approval}: nothing acquired yet, and no clock
   * running.
   */
  APPROVAL,
  /**
   * {@link dev.agentruntime.middleware.output.OutputCap}: outside what is remembered, so that what
   * is kept is whole.
   */
  OUTPUT_CAP,
  /**
   * {@link dev.agentruntime.middleware.cache.ResultCache}: after authorisation, before any cost.
   */
  RESULT_CACHE,
  /** {@link dev.agentruntime.middleware.effect.EffectGuard}: no effect happens twice. */
  EFFECT_GUARD,
  /** {@link Timeout}: bounds queueing, attempts and back-off, and never the human. */
  TIMEOUT,
  /** {@link dev.agentruntime.middleware.retry.Retry}: outside everything per attempt. */
  RETRY,
  /**
   * {@link dev.agentruntime.middleware.breaker.CircuitBreaker}: sees each attempt; an open circuit
   * ends the retry.
   */
  BREAKER,
  /**
   * {@link dev.agentruntime.middleware.rate.RateLimit}: one token per attempt; a refused one holds
   * no permit.
   */
  RATE_LIMIT,
  /** {@link dev.agentruntime.middleware.bulkhead.Bulkhead}: queueing is not the tool's time. */
  BULKHEAD,
  /**
   * {@link dev.agentruntime.middleware.redact.boundary.Redaction}: real values are known to the
   * tool alone. Brings its part around models with it.
   */
  REDACTION
}
