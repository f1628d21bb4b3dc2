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
  /**
   * {@link dev.agentruntime.middleware.loop.LoopDetection}: before any human is asked, and outside
   * retry.
   */
  LOOP_DETECTION,
  /**
   * {@link dev.agentruntime.middleware.output.OutputCap}: outside what is remembered, so that what
   * is kept is whole.
   */
  OUTPUT_CAP,
  /**
   * {@link dev.agentruntime.middleware.cache.ResultCache}: after authorisation, before any cost.
   */
  RESULT_CACHE,
  /** {@link Timeout}: bounds queueing, attempts and back-off, and never the human. */
  TIMEOUT,
  /** {@link dev.agentruntime.middleware.retry.Retry}: outside everything per attempt. */
  RETRY
}
