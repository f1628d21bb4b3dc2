package dev.agentruntime.middleware.budget;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Refuses tool calls for which there is no budget: of the tool in the run, of the run with its
 * sub-agents, of the tenant, of everybody.
 *
 * <p>What a call is expected to take is set aside at {@link Anchor#LIMITS}, before a human is
 * asked, and settled by its outcome: a call that ran is paid for, whatever came of it; one that was
 * refused further in, rejected, cancelled or invalid is not; one that is suspended keeps what it
 * holds. Calls side by side never spend more than there is, and of the calls of one turn the last
 * ones are refused if not all fit, since what they need is set aside in the order of the turn
 * before any begins. Active time is charged as it passes, from {@link Anchor#CALL_TIMEOUT} inward,
 * so it can be exceeded by what is under way, and never counts the wait for a human.
 *
 * <p>A refused call ends as {@link dev.agentruntime.tool.ToolOutcome.Blocked} with code {@code
 * calls_used_up}, {@code tokens_used_up}, {@code cost_used_up} or {@code active_time_used_up}, and
 * is told by {@link dev.agentruntime.chain.ToolCall#decided}. When few calls are left a sentence
 * after the result tells the model. Tokens and cost of models are taken from the same accounts by
 * {@link ModelBudget}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Budgets implements Layer {
  /** The name of the layer and of its link around calls. */
  public static final String NAME = "budget";

  /** The name of its link that measures active time. */
  public static final String TIME = "budget-time";

  /** One call to look something up and one to act on it: enough to finish, if the model knows. */
  public static final int DEFAULT_NOTICE_AT = 2;

  private final BudgetTerms terms;
  private final PerTool<Allowance> perTool;
  private final PerTool<Spend> prices;

  private Budgets(Builder from) {
    this.terms = new BudgetTerms(from.book, from.perRun, from.noticeAt, from.stops);
    this.perTool = from.perTool;
    this.prices = from.prices;
  }

  /**
   * Starts without a limit on anything.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Limits nothing, and costs nothing.
   *
   * @return a new layer
   */
  public static Budgets defaults() {
    return builder().build();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    if (!binding.tool().known()) {
      return List.of();
    }
    String tool = binding.tool().name();
    RunAccounts accounts = new RunAccounts(terms, perTool.get(tool), binding);
    if (!accounts.limitAnything()) {
      return List.of();
    }
    Spend price = prices.get(tool);
    Spend each = price == null ? Spend.ONE_CALL : price.plus(Spend.ONE_CALL);
    BudgetLink link = new BudgetLink(terms, accounts, each, binding);
    Link around = Link.of(Anchor.LIMITS, NAME, link).claiming(link).previewing(link);
    return accounts.limits(Quantity.ACTIVE_TIME)
        ? List.of(
            around, Link.of(Anchor.CALL_TIMEOUT, TIME, new ActiveTime(accounts, binding.time())))
        : List.of(around);
  }

  BudgetTerms terms() {
    return terms;
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "no account limits anything" : "the tool is unknown";
  }

  @Override
  public String toString() {
    return "Budgets("
        + (terms.book() == null ? "no book" : terms.book())
        + ", per run "
        + terms.perRun()
        + ", per tool and run "
        + perTool
        + ", a call takes "
        + prices.describe(price -> price.plus(Spend.ONE_CALL).toString())
        + ", notice "
        + (terms.noticeAt().isEmpty() ? "never" : "at " + terms.noticeAt().getAsInt())
        + (terms.stops() ? ", then stop" : "")
        + ")";
  }

  /** Collects limits. Confined to one thread. */
  public static final class Builder {
    private @Nullable BudgetBook book;
    private Allowance perRun = Allowance.unlimited();
    private PerTool<Allowance> perTool = PerTool.all(null);
    private PerTool<Spend> prices = PerTool.all(null);
    private OptionalInt noticeAt = OptionalInt.of(DEFAULT_NOTICE_AT);
    private boolean stops;

    private Builder() {}

    /**
     * What tenants, and all of them together, may spend.
     *
     * @param accounts the host's book
     * @return this builder
     */
    public Builder book(BudgetBook accounts) {
      this.book = Objects.requireNonNull(accounts, "accounts");
      return this;
    }

    /**
     * What a run and its sub-agents may spend.
     *
     * @param allowance unlimited unless set
     * @return this builder
     */
    public Builder perRun(Allowance allowance) {
      this.perRun = Objects.requireNonNull(allowance, "allowance");
      return this;
    }

    /**
     * What a run and its sub-agents may spend on each of some tools. The most specific pattern
     * counts; of equally specific ones the one given last.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param allowance what each tool may take
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder perTool(String toolPattern, Allowance allowance) {
      this.perTool = perTool.with(toolPattern, Objects.requireNonNull(allowance, "allowance"));
      return this;
    }

    /**
     * What a call of some tools takes beside being one call: tokens or money of a service that is
     * paid by the call.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param each what each call takes
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the price holds calls or time
     */
    public Builder price(String toolPattern, Spend each) {
      if (each.of(Quantity.CALLS) != 0 || each.of(Quantity.ACTIVE_TIME) != 0) {
        throw new IllegalArgumentException(
            "price of '" + toolPattern + "' must be tokens or cost only, was " + each);
      }
      this.prices = prices.with(toolPattern, each);
      return this;
    }

    /**
     * At how many calls left, in the run or of the tool, the model is told.
     *
     * @param calls at least 1; {@link #DEFAULT_NOTICE_AT} unless set
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder noticeAt(int calls) {
      if (calls < 1) {
        throw new IllegalArgumentException("budget noticeAt must be at least 1, was " + calls);
      }
      this.noticeAt = OptionalInt.of(calls);
      return this;
    }

    /**
     * Never tells the model before it is too late.
     *
     * @return this builder
     */
    public Builder withoutNotice() {
      this.noticeAt = OptionalInt.empty();
      return this;
    }

    /**
     * Ends the run after the turn in which a call was refused, as {@link
     * dev.agentruntime.run.StopReason#LAYER}. Without it the model may answer with what it has.
     *
     * @return this builder
     */
    public Builder stopWhenUsedUp() {
      this.stops = true;
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public Budgets build() {
      return new Budgets(this);
    }
  }
}
