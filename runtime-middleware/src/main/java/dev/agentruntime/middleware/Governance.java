package dev.agentruntime.middleware;

import static dev.agentruntime.middleware.GovernanceLayer.APPROVAL;
import static dev.agentruntime.middleware.GovernanceLayer.AUDIT;
import static dev.agentruntime.middleware.GovernanceLayer.BREAKER;
import static dev.agentruntime.middleware.GovernanceLayer.BUDGETS;
import static dev.agentruntime.middleware.GovernanceLayer.BULKHEAD;
import static dev.agentruntime.middleware.GovernanceLayer.EFFECT_GUARD;
import static dev.agentruntime.middleware.GovernanceLayer.ENRICHMENT;
import static dev.agentruntime.middleware.GovernanceLayer.FAILURE_LIMIT;
import static dev.agentruntime.middleware.GovernanceLayer.LOGGER;
import static dev.agentruntime.middleware.GovernanceLayer.LOOP_DETECTION;
import static dev.agentruntime.middleware.GovernanceLayer.OUTPUT_CAP;
import static dev.agentruntime.middleware.GovernanceLayer.PANIC_RECOVERY;
import static dev.agentruntime.middleware.GovernanceLayer.POLICY;
import static dev.agentruntime.middleware.GovernanceLayer.RATE_LIMIT;
import static dev.agentruntime.middleware.GovernanceLayer.REDACTION;
import static dev.agentruntime.middleware.GovernanceLayer.RESULT_CACHE;
import static dev.agentruntime.middleware.GovernanceLayer.RETRY;
import static dev.agentruntime.middleware.GovernanceLayer.TAINT;
import static dev.agentruntime.middleware.GovernanceLayer.TIMEOUT;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.middleware.GovernanceExplanation.State;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.ToolDescriptor;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layers that govern tool calls, in the one order that works. The only place that knows this
 * order.
 *
 * <pre>{@code
 * AgentRuntime.builder(model)
 *     .middleware(Governance.standard()
 *         .timeout(Duration.ofSeconds(30))
 *         .timeout("search_*", Duration.ofSeconds(5))
 *         .build())
 *     .build();
 * }</pre>
 *
 * <p>Outermost first; "on" is what {@link #standard()} does:
 *
 * <table>
 * <caption>The layers</caption>
 * <tr><th>layer</th><th>runs per</th><th>default</th><th>what the model sees of it</th></tr>
 * <tr><td>{@linkplain PanicRecovery panic recovery}</td><td>call</td><td>on</td>
 *     <td>for a defect of a layer: a sentence and an incident number</td></tr>
 * <tr><td>{@linkplain CallLogger log}</td><td>call, attempt</td><td>on</td><td>nothing</td></tr>
 * <tr><td>{@linkplain Audit audit}</td><td>call, attempt</td><td>on, in memory</td>
 *     <td>a refusal if a call cannot be put on record</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.enrich.ContextEnrichment enrichment}</td><td>call</td><td>off</td>
 *     <td>nothing: what the host supplies is not in the tool's schema</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.policy.PolicyLayer policy}</td><td>call</td><td>off</td>
 *     <td>the public reason of the rule that denied</td></tr>
 * <tr><td>{@linkplain LoopDetection loop detection}</td><td>call</td><td>same call, same result: note at 3, refused at 4</td>
 *     <td>a note behind the result, then a refusal; then the run ends</td></tr>
 * <tr><td>{@linkplain FailureLimit failure limit}</td><td>call</td><td>3 failures in a row of a tool: refused for 60 s</td>
 *     <td>that the tool keeps failing, and when to try it again</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.budget.Budgets budgets}</td><td>call</td><td>off</td>
 *     <td>a note when few calls are left, then a refusal</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.taint.Taint taint}</td><td>call</td><td>off</td>
 *     <td>marks around what nobody vouches for; that somebody would have to approve a call</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.approval.Approval approval}</td><td>call</td><td>off; what demands a person is then refused</td>
 *     <td>that somebody rejected the call, and why; that nobody decided in time</td></tr>
 * <tr><td>{@linkplain OutputCap output cap}</td><td>call</td><td>50,000 characters</td>
 *     <td>head and tail of a long result, and how to read the rest</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.cache.ResultCache result cache}</td><td>call</td><td>off</td>
 *     <td>the remembered result</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.effect.EffectGuard effect guard}</td><td>call</td><td>off</td>
 *     <td>the result the first time had; that the effect is unknown</td></tr>
 * <tr><td>{@linkplain Timeout timeout}</td><td>call, attempt</td><td>30 s per call</td>
 *     <td>that the call took too long, and whether it may have had an effect</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.retry.Retry retry}</td><td>call</td><td>off</td>
 *     <td>the last attempt's outcome</td></tr>
 * <tr><td>{@linkplain CircuitBreaker circuit breaker}</td><td>attempt</td><td>5 failures in a row, open for 30 s</td>
 *     <td>that the tool is not called for now, and for how long</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.rate.RateLimit rate limit}</td><td>attempt</td><td>off</td>
 *     <td>that the tool was called too often, and for how long to wait</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.bulkhead.Bulkhead bulkhead}</td><td>attempt</td><td>off</td>
 *     <td>that too many calls are under way</td></tr>
 * <tr><td>{@linkplain dev.agentruntime.middleware.redact.boundary.Redaction redaction}</td>
 *     <td>attempt, model request</td><td>off</td>
 *     <td>placeholders for personal data and secrets; a refusal if it makes one up</td></tr>
 * </table>
 *
 * <p>Whatever the order in which the builder was told, the layers come in this one. A layer may
 * have links at several {@linkplain dev.agentruntime.chain.Anchor anchors}; those decide where they
 * stand, and the order here decides among links of one anchor. A host's own layers go beside them,
 * at anchors of their own; the chain refuses an order that breaks what a link declares.
 *
 * <p>Immutable; the layers are safe for use by many threads and may serve several runtimes.
 */
public final class Governance implements Iterable<Layer> {
  private static final int GO_IDENTICAL_CALLS = 2;
  private static final int GO_CALLS_OF_A_TOOL = 4;
  private static final int GO_FAILURES = 3;
  private static final Duration GO_CIRCUIT_OPEN = Duration.ofSeconds(30);

  private final Map<GovernanceLayer, Layer> on;
  private final List<Layer> layers;

  Governance(Map<GovernanceLayer, Layer> on) {
    this.on = Map.copyOf(on);
    this.layers =
        inOrder().map(on::get).flatMap(layer -> Optional.ofNullable(layer).stream()).toList();
  }

  /** The order, outermost first. */
  static Stream<GovernanceLayer> inOrder() {
    return Stream.of(
        PANIC_RECOVERY, // a defect anywhere further in still yields one answer
        LOGGER, // sees refused calls too
        AUDIT, // even a call nobody could read leaves a record
        ENRICHMENT, // the last place where arguments change
        POLICY, // deny before anything costs
        LOOP_DETECTION, // before any human is asked, and outside retry
        FAILURE_LIMIT, // counts calls, not attempts
        BUDGETS, // set aside before anybody is asked, settled by the outcome
        TAINT, // what it finds is for people to decide
        APPROVAL, // nothing acquired yet, and no clock running
        OUTPUT_CAP, // outside what is remembered, so that what is kept is whole
        RESULT_CACHE, // after authorisation, before anything costs
        EFFECT_GUARD, // no effect happens twice
        TIMEOUT, // bounds queueing, attempts and back-off, and never the human
        RETRY, // outside everything per attempt
        BREAKER, // sees each attempt; an open circuit ends the retry
        RATE_LIMIT, // one token per attempt; a refused one holds no permit
        BULKHEAD, // queueing is not the tool's time
        REDACTION); // all further out sees placeholders only
  }

  /**
   * Starts with every layer that needs nothing from the host, and its defaults.
   *
   * @return a new builder
   */
  public static GovernanceBuilder standard() {
    return minimal()
        .audit(Audit.standard())
        .loopDetection(LoopDetection.standard())
        .outputCap(OutputCap.standard())
        .breaker(CircuitBreaker.standard())
        .failureLimit(FailureLimit.standard());
  }

  /**
   * Starts with panic recovery, the log and the time limit: what every chain should have.
   *
   * @return a new builder
   */
  public static GovernanceBuilder minimal() {
    return new GovernanceBuilder()
        .panicRecovery(new PanicRecovery())
        .logger(CallLogger.standard())
        .timeout(Timeout.standard());
  }

  /**
   * Starts with the thresholds of the well-known chain for Go agents, for those who move from it:
   * the second identical call with an identical result is refused, and the fifth of a tool that has
   * brought nothing new four times; a tool is refused after 3 failures; a circuit opens after 3
   * failures, for 30 s, with one probe. Else as {@link #standard()}.
   *
   * @return a new builder
   */
  public static GovernanceBuilder goCompatible() {
    return standard()
        .loopDetection(
            LoopDetection.builder()
                .withoutWarning()
                .blockAt(GO_IDENTICAL_CALLS)
                .noProgressAfter(GO_CALLS_OF_A_TOOL)
                .build())
        .failureLimit(FailureLimit.builder().failures(GO_FAILURES).build())
        .breaker(CircuitBreaker.builder().failures(GO_FAILURES).openFor(GO_CIRCUIT_OPEN).build());
  }

  /**
   * The layers.
   *
   * @return an unmodifiable list, outermost first
   */
  public List<Layer> layers() {
    return layers;
  }

  /**
   * A layer of a kind, such as the audit whose ring is to be read.
   *
   * @param kind the layer's type
   * @param <L> the layer's type
   * @return the layer, or empty if it is off
   */
  public <L extends Layer> Optional<L> layer(Class<L> kind) {
    return layers.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /**
   * What becomes of each row for a tool: off, of no use to it, or which links with which settings.
   * Starts nothing and changes nothing.
   *
   * @param tool the tool, such as {@code ToolDescriptor.of(tool)}
   * @return every row, outermost first
   * @throws IllegalArgumentException if a layer was told something of the tool that cannot be
   */
  public GovernanceExplanation explain(ToolDescriptor tool) {
    TimeSource time = TimeSource.system();
    RuntimeServices services =
        new RuntimeServices(
            time,
            new SlotRegistry(),
            new Watchdog("explanation", time), // starts with the first limit, and there is none
            new StragglerRegistry(),
            List.of());
    return new GovernanceExplanation(
        tool.name(), inOrder().map(row -> explained(row, tool, services)).toList());
  }

  private GovernanceExplanation.Row explained(
      GovernanceLayer row, ToolDescriptor tool, RuntimeServices services) {
    Layer layer = on.get(row);
    if (layer == null) {
      return new GovernanceExplanation.Row(row, State.OFF, "", "", List.of());
    }
    List<String> links =
        layer.bind(new LayerBinding(tool, layer.name(), services)).stream()
            .map(Link::toString)
            .toList();
    if (links.isEmpty()) {
      return new GovernanceExplanation.Row(
          row, State.NOT_APPLICABLE, layer.toString(), layer.whyNotApplicable(tool), List.of());
    }
    String taken = layer.takes(tool);
    String settings = taken.isEmpty() ? layer.toString() : layer + " [" + taken + "]";
    return new GovernanceExplanation.Row(row, State.ON, settings, "", links);
  }

  @Override
  public Iterator<Layer> iterator() {
    return layers.iterator();
  }

  /** The layers as nesting: {@code guard(log(timeout(tool)))}. */
  @Override
  public String toString() {
    return layers.stream()
            .map(layer -> layer.name() + "(")
            .collect(Collectors.joining("", "", "tool"))
        + ")".repeat(layers.size());
  }
}
