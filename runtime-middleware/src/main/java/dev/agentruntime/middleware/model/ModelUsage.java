package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens and cost of every answer of a model, into a {@link UsageLedger} of the host's, and
 * refuses requests when a budget is spent: the run then ends as stopped, with what it has.
 *
 * <p>A run's budget is that of the whole tree: what sub-agents of the same runtime use counts for
 * the outermost run. A tenant's budget is held against the ledger, so several runtimes may share
 * one; runs without a tenant share theirs.
 *
 * <p>A model's price goes by the name the provider reports, else by the one it is configured with.
 * An unknown price or a missing report is said, in events and in totals, and not taken for zero. A
 * request that fails reports nothing, so it counts nothing.
 *
 * <p>It belongs around each attempt at each model, so that every answer is counted, those a retry
 * or another layer throws away too; and inside a cache, whose answers cost nothing. Emits {@code
 * used} for each answer and {@code refused}. Throws {@link ModelRefusedException}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ModelUsage implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-usage";

  private final UsageLedger ledger;
  private final @Nullable PriceTable prices;
  private final TokenReader reader;
  private final @Nullable UsageBudget perRun;
  private final @Nullable UsageBudget perTenant;

  private ModelUsage(Builder from) {
    this.ledger = from.ledger;
    this.prices = from.prices;
    this.reader = from.reader;
    this.perRun = from.perRun;
    this.perTenant = from.perTenant;
  }

  /**
   * Starts with counting tokens alone.
   *
   * @param ledger where to count
   * @return a new builder
   */
  public static Builder into(UsageLedger ledger) {
    return new Builder(ledger);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    String model = binding.model();
    Slot<AtomicReference<UsageTotals>> ofRun =
        binding.slot(StateScope.RUN, "used", () -> new AtomicReference<>(UsageTotals.NONE));
    return (call, next) -> {
      RunFrame tree = call.run().outermost();
      AtomicReference<UsageTotals> used = ofRun.get(tree);
      refuseIfSpent(call, model, used.get());
      ChatResponse response = next.handle(call);
      if (response != null) {
        UsageTotals one = count(call, model, response);
        used.accumulateAndGet(one, UsageTotals::plus);
        ledger.add(call.run().tenant(), priced(response, model), tree.runId(), one);
      }
      return response;
    };
  }

  private void refuseIfSpent(ModelCall call, String model, UsageTotals usedByRun) {
    boolean boundsCost =
        (perRun != null && perRun.boundsCost()) || (perTenant != null && perTenant.boundsCost());
    if (boundsCost && prices != null && prices.of(model).isEmpty()) {
      throw refused(call, "cost is bounded, but the price of model '" + model + "' is unknown");
    }
    String ofRun = perRun == null ? null : perRun.refusal(usedByRun);
    if (ofRun != null) {
      throw refused(call, "budget of the run: " + ofRun);
    }
    String ofTenant =
        perTenant == null ? null : perTenant.refusal(ledger.ofTenant(call.run().tenant()));
    if (ofTenant != null) {
      throw refused(call, "budget of the tenant: " + ofTenant);
    }
  }

  private static ModelRefusedException refused(ModelCall call, String why) {
    ModelEvents.tell(call, NAME, "refused", () -> why);
    return new ModelRefusedException(NAME, why);
  }

  private UsageTotals count(ModelCall call, String configured, ChatResponse response) {
    String model = priced(response, configured);
    TokenUsage reported = response.tokenUsage();
    Optional<TokenCounts> tokens = reported == null ? Optional.empty() : reader.read(reported);
    Optional<Price> price = prices == null ? Optional.empty() : prices.of(model);
    Optional<BigDecimal> cost = tokens.flatMap(counts -> price.map(known -> known.of(counts)));
    ModelEvents.tell(call, NAME, "used", () -> "'" + model + "': " + said(tokens, cost));
    return new UsageTotals(
        1,
        tokens.orElse(TokenCounts.NONE),
        cost.orElse(BigDecimal.ZERO),
        tokens.isPresent() ? 0 : 1,
        prices == null || price.isPresent() ? 0 : 1);
  }

  private String said(Optional<TokenCounts> tokens, Optional<BigDecimal> cost) {
    if (tokens.isEmpty()) {
      return "usage not reported";
    }
    if (prices == null) {
      return tokens.get().toString();
    }
    return tokens.get()
        + ", "
        + cost.map(amount -> amount.toPlainString() + " " + prices.currency())
            .orElse("price unknown");
  }

  /** The name the price goes by. */
  private String priced(ChatResponse response, String configured) {
    String reported = response.modelName();
    if (reported == null || reported.isBlank()) {
      return configured;
    }
    boolean onlyConfiguredIsKnown =
        prices != null && prices.of(reported).isEmpty() && prices.of(configured).isPresent();
    return onlyConfiguredIsKnown ? configured : reported;
  }

  @Override
  public String toString() {
    return "ModelUsage("
        + (prices == null ? "no prices" : prices)
        + ", per run "
        + (perRun == null ? "unbounded" : perRun)
        + ", per tenant "
        + (perTenant == null ? "unbounded" : perTenant)
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private final UsageLedger ledger;
    private @Nullable PriceTable prices;
    private TokenReader reader = TokenReader.standard();
    private @Nullable UsageBudget perRun;
    private @Nullable UsageBudget perTenant;

    private Builder(UsageLedger ledger) {
      this.ledger = Objects.requireNonNull(ledger, "ledger");
    }

    /**
     * Counts cost as well.
     *
     * @param table what the models cost
     * @return this builder
     */
    public Builder prices(PriceTable table) {
      this.prices = Objects.requireNonNull(table, "table");
      return this;
    }

    /**
     * How to read what providers report.
     *
     * @param own the reader; {@link TokenReader#standard()} unless set
     * @return this builder
     */
    public Builder reader(TokenReader own) {
      this.reader = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * What a run and its sub-agents may use.
     *
     * @param budget the budget; unbounded unless set
     * @return this builder
     */
    public Builder perRun(UsageBudget budget) {
      this.perRun = Objects.requireNonNull(budget, "budget");
      return this;
    }

    /**
     * What a tenant may use, until the ledger is reset.
     *
     * @param budget the budget; unbounded unless set
     * @return this builder
     */
    public Builder perTenant(UsageBudget budget) {
      this.perTenant = Objects.requireNonNull(budget, "budget");
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     * @throws IllegalArgumentException if a budget bounds the cost and there are no prices
     */
    public ModelUsage build() {
      boolean boundsCost =
          (perRun != null && perRun.boundsCost()) || (perTenant != null && perTenant.boundsCost());
      if (boundsCost && prices == null) {
        throw new IllegalArgumentException(
            "model usage needs prices to bound cost, run "
                + perRun
                + ", tenant "
                + perTenant
                + ", prices were not set");
      }
      return new ModelUsage(this);
    }
  }
}
