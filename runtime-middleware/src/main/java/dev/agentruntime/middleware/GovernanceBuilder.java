package dev.agentruntime.middleware;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.middleware.taint.Taint;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Says which layers of {@link Governance} there are, and with what settings; the order of saying
 * means nothing. What is said of a layer replaces what was said of it before. Confined to one
 * thread.
 */
public final class GovernanceBuilder {
  private final Map<GovernanceLayer, Layer> on = new EnumMap<>(GovernanceLayer.class);

  GovernanceBuilder() {}

  /**
   * Leaves a layer out. A layer that is off costs nothing.
   *
   * @param layer which
   * @return this builder
   */
  public GovernanceBuilder without(GovernanceLayer layer) {
    on.remove(Objects.requireNonNull(layer, "layer"));
    return this;
  }

  /**
   * Turns what a defective layer throws into an outcome. Without it, that ends the call as the
   * runtime sees fit.
   *
   * @param layer the recovery
   * @return this builder
   */
  public GovernanceBuilder panicRecovery(PanicRecovery layer) {
    return with(GovernanceLayer.PANIC_RECOVERY, layer);
  }

  /**
   * Logs calls.
   *
   * @param layer the logger
   * @return this builder
   */
  public GovernanceBuilder logger(CallLogger layer) {
    return with(GovernanceLayer.LOGGER, layer);
  }

  /**
   * Keeps account of every call.
   *
   * @param layer the audit
   * @return this builder
   */
  public GovernanceBuilder audit(Audit layer) {
    return with(GovernanceLayer.AUDIT, layer);
  }

  /**
   * Supplies arguments that the model neither sees nor sets.
   *
   * @param layer the enrichment
   * @return this builder
   */
  public GovernanceBuilder enrichment(ContextEnrichment layer) {
    return with(GovernanceLayer.ENRICHMENT, layer);
  }

  /**
   * Answers calls of declared read-only tools from memory.
   *
   * @param layer the cache
   * @return this builder
   */
  public GovernanceBuilder resultCache(ResultCache layer) {
    return with(GovernanceLayer.RESULT_CACHE, layer);
  }

  /**
   * Limits how long calls and attempts take.
   *
   * @param layer the limits
   * @return this builder
   */
  public GovernanceBuilder timeout(Timeout layer) {
    return with(GovernanceLayer.TIMEOUT, layer);
  }

  /**
   * Limits the calls of tools of which nothing else is said; turns the layer on if it was off.
   *
   * @param limit more than zero; {@link Timeout#DEFAULT_LIMIT} unless set
   * @return this builder
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  public GovernanceBuilder timeout(Duration limit) {
    return timeout(Timeout.from(on.get(GovernanceLayer.TIMEOUT)).limit(limit).build());
  }

  /**
   * Limits the calls of some tools; turns the layer on if it was off.
   *
   * @param toolPattern a tool's name, in which {@code *} stands for any characters
   * @param limit more than zero
   * @return this builder
   * @throws IllegalArgumentException if the pattern is blank, or the limit is zero or negative
   */
  public GovernanceBuilder timeout(String toolPattern, Duration limit) {
    return timeout(Timeout.from(on.get(GovernanceLayer.TIMEOUT)).limit(toolPattern, limit).build());
  }

  /**
   * Tries calls again that failed for a while only.
   *
   * @param layer the retry
   * @return this builder
   */
  public GovernanceBuilder retry(Retry layer) {
    return with(GovernanceLayer.RETRY, layer);
  }

  /**
   * Stops runs that go round in circles.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder loopDetection(LoopDetection layer) {
    return with(GovernanceLayer.LOOP_DETECTION, layer);
  }

  /**
   * Shortens long results.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder outputCap(OutputCap layer) {
    return with(GovernanceLayer.OUTPUT_CAP, layer);
  }

  /**
   * Allows, asks and denies by rules. Where a rule says to ask and no approval layer is on, the
   * call is refused.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder policy(PolicyLayer layer) {
    return with(GovernanceLayer.POLICY, layer);
  }

  /**
   * Stops calling tools that are down.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder breaker(CircuitBreaker layer) {
    return with(GovernanceLayer.BREAKER, layer);
  }

  /**
   * Limits how often tools are called.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder rateLimit(RateLimit layer) {
    return with(GovernanceLayer.RATE_LIMIT, layer);
  }

  /**
   * Refuses tools that keep failing in a run.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder failureLimit(FailureLimit layer) {
    return with(GovernanceLayer.FAILURE_LIMIT, layer);
  }

  /**
   * Keeps what a run has read from deciding what it does. Where somebody has to be asked and no
   * approval layer is on, the call is refused.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder taint(Taint layer) {
    return with(GovernanceLayer.TAINT, layer);
  }

  /**
   * Asks people.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder approval(Approval layer) {
    return with(GovernanceLayer.APPROVAL, layer);
  }

  /**
   * Sees to it that no effect happens twice.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder effectGuard(EffectGuard layer) {
    return with(GovernanceLayer.EFFECT_GUARD, layer);
  }

  /**
   * Keeps calls, tokens, cost and time within budgets.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder budgets(Budgets layer) {
    return with(GovernanceLayer.BUDGETS, layer);
  }

  /**
   * Limits how many calls are under way at once.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder bulkhead(Bulkhead layer) {
    return with(GovernanceLayer.BULKHEAD, layer);
  }

  /**
   * Keeps personal data and secrets from models, and out of what the log, the audit and the
   * approval layer show, unless those have redactors of their own.
   *
   * @param layer the layer
   * @return this builder
   */
  public GovernanceBuilder redaction(Redaction layer) {
    return with(GovernanceLayer.REDACTION, layer);
  }

  /**
   * What was said of a layer so far.
   *
   * @param layer which
   * @return the layer, or empty if it is off
   */
  public Optional<Layer> layer(GovernanceLayer layer) {
    return Optional.ofNullable(on.get(Objects.requireNonNull(layer, "layer")));
  }

  private GovernanceBuilder with(GovernanceLayer row, Layer layer) {
    on.put(row, Objects.requireNonNull(layer, "layer"));
    return this;
  }

  /**
   * Puts the layers in order.
   *
   * @return the layers
   */
  public Governance build() {
    if (!(on.get(GovernanceLayer.REDACTION) instanceof Redaction redaction)) {
      return new Governance(on);
    }
    Redactor redactor = redaction.redactor();
    Map<GovernanceLayer, Layer> redacted = new EnumMap<>(on);
    redacted.replaceAll(
        (_, layer) ->
            switch (layer) {
              case PanicRecovery net -> net.redactedBy(redactor);
              case CallLogger log -> log.redactedBy(redactor);
              case Audit audit -> audit.redactedBy(redactor);
              case Approval approval -> approval.redactedBy(redactor);
              case Taint taint -> taint.comparingBehind(redaction);
              default -> layer; // the other layers put nothing that was said anywhere
            });
    return new Governance(redacted);
  }
}
