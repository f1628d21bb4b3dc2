package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.NUMBER_ABOVE_ZERO;
import static dev.agentruntime.middleware.config.ValueType.NUMBER_OR_ZERO;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.amount;

import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.budget.ModelBudget;
import dev.agentruntime.middleware.model.ModelTimeout;
import dev.agentruntime.middleware.model.ModelUsage;
import dev.agentruntime.middleware.model.Price;
import dev.agentruntime.middleware.model.PriceTable;
import dev.agentruntime.middleware.model.UsageBudget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of what requests cost, in money, tokens and time. */
final class UsageSections {
  private static final String NONE = "none";

  private static final ValueType<Currency> CURRENCY =
      new ValueType<>(
          "a currency",
          "of ISO 4217",
          ", such as \"EUR\"",
          node -> {
            try {
              return Optional.of(Currency.getInstance(node.asText()));
            } catch (IllegalArgumentException _) {
              return Optional.empty();
            }
          });

  private UsageSections() {}

  /** The prices first, since the others ask for them. */
  static List<Section<?>> all() {
    return List.of(prices(), budget(), usage(), timeout());
  }

  private static final class PriceDraft {
    private String model = "";
    private BigDecimal input = BigDecimal.ZERO;
    private @Nullable BigDecimal cachedInput;
    private BigDecimal output = BigDecimal.ZERO;

    private Price price() {
      return new Price(input, cachedInput == null ? input : cachedInput, output);
    }

    private static Keys<PriceDraft> keys() {
      return new Keys<>(
          PriceDraft::new,
          List.of(
              Key.of(
                  "model",
                  TEXT,
                  Key.REQUIRED,
                  "the model's name, as it reports it",
                  (draft, name) -> draft.model = name),
              Key.of(
                  "input",
                  NUMBER_OR_ZERO,
                  Key.REQUIRED,
                  "the price of a million input tokens",
                  (draft, price) -> draft.input = price),
              Key.of(
                  "cached-input",
                  NUMBER_OR_ZERO,
                  "as input",
                  "the price of a million input tokens the provider had cached",
                  (draft, price) -> draft.cachedInput = price),
              Key.of(
                  "output",
                  NUMBER_OR_ZERO,
                  Key.REQUIRED,
                  "the price of a million output tokens",
                  (draft, price) -> draft.output = price)));
    }
  }

  private static final class TableDraft {
    private Optional<PriceTable> table = Optional.empty();

    private void add(PriceDraft model) {
      table = table.map(prices -> prices.with(model.model, model.price()));
    }
  }

  private static Section<TableDraft> prices() {
    return new Section<>(
        "model.prices",
        _ -> new TableDraft(),
        List.of(
            Key.of(
                "currency",
                CURRENCY,
                Key.REQUIRED,
                "what the prices are in",
                (draft, currency) -> draft.table = Optional.of(PriceTable.in(currency))),
            Key.tables("models", "what models cost", PriceDraft.keys(), TableDraft::add)),
        (target, draft) -> draft.table.ifPresent(target::prices),
        null);
  }

  private static final class BudgetDraft {
    private long firstTokens = ModelBudget.DEFAULT_FIRST_TOKENS;

    private ModelBudget build(Target target) {
      Budgets accounts =
          (Budgets)
              target
                  .tools()
                  .layer(GovernanceLayer.BUDGETS)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "needs [budgets], from whose accounts models spend"));
      ModelBudget budget = ModelBudget.from(accounts).firstTokens(firstTokens);
      return target.prices().map(budget::prices).orElse(budget);
    }
  }

  private static Section<BudgetDraft> budget() {
    return Section.ofModels(
        "model.budget",
        _ -> new BudgetDraft(),
        List.of(
            Key.of(
                "first-tokens",
                amount(1),
                ModelBudget.DEFAULT_FIRST_TOKENS,
                "how many tokens a run's first request is expected to take",
                (draft, tokens) -> draft.firstTokens = tokens)),
        (target, draft) -> target.models().budget(draft.build(target)));
  }

  private static final class BoundDraft {
    private @Nullable Long tokens;
    private @Nullable BigDecimal cost;

    private UsageBudget budget() {
      if (tokens != null) {
        UsageBudget budget = UsageBudget.ofTokens(tokens);
        return cost == null ? budget : budget.andCost(cost);
      }
      if (cost != null) {
        return UsageBudget.ofCost(cost);
      }
      throw new IllegalArgumentException("must have tokens, cost or both, had none");
    }

    private static Keys<BoundDraft> keys() {
      return new Keys<>(
          BoundDraft::new,
          List.of(
              Key.of(
                  "tokens",
                  amount(1),
                  NONE,
                  "how many tokens, input and output together",
                  (draft, tokens) -> draft.tokens = tokens),
              Key.of(
                  "cost",
                  NUMBER_ABOVE_ZERO,
                  NONE,
                  "how much, in the currency of [model.prices]",
                  (draft, cost) -> draft.cost = cost)));
    }
  }

  private static ModelUsage.Builder usageOf(Target target) {
    ModelUsage.Builder builder = ModelUsage.into(target.parts().usageLedger());
    target.prices().ifPresent(builder::prices);
    return builder;
  }

  private static Section<ModelUsage.Builder> usage() {
    return Section.ofModels(
        "model.usage",
        UsageSections::usageOf,
        List.of(
            Key.table(
                "run",
                "what a run may use",
                BoundDraft.keys(),
                (builder, bound) -> builder.perRun(bound.budget())),
            Key.table(
                "tenant",
                "what a tenant may use, until the host resets the ledger",
                BoundDraft.keys(),
                (builder, bound) -> builder.perTenant(bound.budget()))),
        (target, builder) -> target.models().usage(builder.build()));
  }

  private static final class TimeoutDraft {
    private Duration limit = ModelTimeout.DEFAULT_LIMIT;
    private boolean isolated;

    private ModelTimeout build() {
      ModelTimeout timeout = ModelTimeout.of(limit);
      return isolated ? timeout.isolated() : timeout;
    }
  }

  private static Section<TimeoutDraft> timeout() {
    return Section.ofModels(
        "model.timeout",
        _ -> new TimeoutDraft(),
        List.of(
            Key.of(
                "limit",
                DURATION,
                ModelTimeout.DEFAULT_LIMIT,
                "how long each attempt may take",
                (draft, time) -> draft.limit = time),
            Key.of(
                "isolated",
                ValueType.FLAG,
                false,
                "a model that does not heed an interrupt is left behind",
                (draft, alone) -> draft.isolated = alone)),
        (target, draft) -> target.models().timeout(draft.build()));
  }
}
