package dev.agentruntime.middleware.budget;

import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.model.Price;
import dev.agentruntime.middleware.model.PriceTable;
import dev.agentruntime.middleware.model.TokenCounts;
import dev.agentruntime.middleware.model.TokenReader;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tokens and the cost of model requests from the accounts of {@link Budgets}: an estimate
 * is set aside before a request and settled with what the provider reports, so requests side by
 * side, those of sub-agents included, never begin on money that is promised already.
 *
 * <p>The estimate is what the run's last request took, since the next one holds it and more; for
 * the first it is {@link #DEFAULT_FIRST_TOKENS}. An answer may come to more than its estimate; the
 * account is then overdrawn and the next request refused. An answer without a report is taken to be
 * what was estimated. Where cost is limited, a model of unknown price is not asked. A request that
 * fails takes nothing.
 *
 * <p>A refused request ends the run as {@link dev.agentruntime.run.StopReason#LAYER}. Belongs
 * around each attempt at each model: {@code ModelGovernance.builder().budget(…)} puts it there.
 * Beside {@link dev.agentruntime.middleware.model.ModelUsage}, which counts and tells what was
 * used, this one keeps it within what is left. Immutable; safe for use by many threads.
 */
public final class ModelBudget implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-budget";

  /** A system prompt, a few tools and a short answer. */
  public static final long DEFAULT_FIRST_TOKENS = 4_000;

  private static final int MICRO_DIGITS = 6;

  /** Stands for no tool: slots of a run are reached by the same key whoever binds them. */
  private static final ToolDescriptor NO_TOOL =
      new ToolDescriptor(
          "", ToolSpecification.builder().name("model").build(), ToolTraits.none(), false);

  private final BudgetTerms terms;
  private final @Nullable PriceTable prices;
  private final TokenReader reader;
  private final long firstTokens;

  private ModelBudget(
      BudgetTerms terms, @Nullable PriceTable prices, TokenReader reader, long firstTokens) {
    this.terms = terms;
    this.prices = prices;
    this.reader = reader;
    this.firstTokens = firstTokens;
  }

  /**
   * Takes tokens, and no cost.
   *
   * @param budgets whose accounts; to be given to the same runtime
   * @return a new layer
   */
  public static ModelBudget from(Budgets budgets) {
    return new ModelBudget(budgets.terms(), null, TokenReader.standard(), DEFAULT_FIRST_TOKENS);
  }

  /**
   * Takes cost as well.
   *
   * @param table what the models cost; one unit of its currency is a million
   * @return a copy
   */
  public ModelBudget prices(PriceTable table) {
    return new ModelBudget(terms, Objects.requireNonNull(table, "table"), reader, firstTokens);
  }

  /**
   * How to read what providers report.
   *
   * @param own the reader; {@link TokenReader#standard()} unless set
   * @return a copy
   */
  public ModelBudget reader(TokenReader own) {
    return new ModelBudget(terms, prices, Objects.requireNonNull(own, "own"), firstTokens);
  }

  /**
   * What a run's first request is expected to take.
   *
   * @param tokens at least 1; {@link #DEFAULT_FIRST_TOKENS} unless set
   * @return a copy
   * @throws IllegalArgumentException if the number is less than 1
   */
  public ModelBudget firstTokens(long tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException(
          "model budget firstTokens must be at least 1, was " + tokens);
    }
    return new ModelBudget(terms, prices, reader, tokens);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    RunAccounts accounts =
        new RunAccounts(terms, null, new LayerBinding(NO_TOOL, Budgets.NAME, binding.services()));
    Slot<AtomicReference<@Nullable TokenCounts>> last =
        binding.perModel(StateScope.RUN, "last", AtomicReference::new);
    return (call, next) ->
        ask(call, next, accounts, new Asked(binding.model(), last.get(call.run())));
  }

  /**
   * What is asked.
   *
   * @param model the name the model is configured with
   * @param last what the run's last request to it took
   */
  private record Asked(String model, AtomicReference<@Nullable TokenCounts> last) {}

  private ChatResponse ask(ModelCall call, ModelHandler next, RunAccounts accounts, Asked asked)
      throws InterruptedException {
    TokenCounts before = asked.last.get();
    TokenCounts expected = before == null ? TokenCounts.of(firstTokens, 0) : before;
    Spend estimate = spend(expected, priceOf(asked.model, asked.model));
    if (accounts.limits(Quantity.COST) && priceOf(asked.model, asked.model) == null) {
      throw new ModelRefusedException(
          NAME, "cost is limited, but the price of model '" + asked.model + "' is unknown");
    }
    return switch (accounts.ofRun(call.run()).reserve(estimate)) {
      case Shortage shortage -> throw new ModelRefusedException(NAME, shortage.toString());
      case Reservation held -> {
        try {
          ChatResponse response = next.handle(call);
          settle(held, response, expected, asked);
          yield response;
        } finally {
          held.release();
        }
      }
    };
  }

  private void settle(
      Reservation held, @Nullable ChatResponse response, TokenCounts expected, Asked asked) {
    if (response == null) {
      return;
    }
    TokenUsage reported = response.tokenUsage();
    TokenCounts used = reported == null ? expected : reader.read(reported).orElse(expected);
    asked.last.set(used);
    String name = response.modelName();
    held.settle(spend(used, priceOf(name == null ? asked.model : name, asked.model)));
  }

  private @Nullable Price priceOf(String reported, String configured) {
    return prices == null ? null : prices.of(reported).or(() -> prices.of(configured)).orElse(null);
  }

  /** Fractions of a millionth are rounded up. */
  private static Spend spend(TokenCounts tokens, @Nullable Price price) {
    Spend spend = Spend.NOTHING.andTokens(tokens.total());
    if (price == null) {
      return spend;
    }
    BigDecimal micros =
        price.of(tokens).movePointRight(MICRO_DIGITS).setScale(0, RoundingMode.CEILING);
    return spend.andCost(micros.longValueExact());
  }

  @Override
  public String toString() {
    return "ModelBudget("
        + (prices == null ? "no prices" : prices)
        + ", first request "
        + firstTokens
        + " tokens)";
  }
}
