package dev.agentruntime.middleware.model;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a number of answers took. The cost is exact for those whose price and tokens are known;
 * those of which they are not known are counted beside it and cost nothing here, so a cost is the
 * whole cost only if both counts are zero. Immutable.
 *
 * @param answers how many answers came
 * @param tokens what the providers reported
 * @param cost what the tokens of known price cost
 * @param unreported answers whose provider reported no usage
 * @param unpriced answers of models of unknown price
 */
public record UsageTotals(
    long answers, TokenCounts tokens, BigDecimal cost, long unreported, long unpriced) {
  /** Nothing used. */
  public static final UsageTotals NONE =
      new UsageTotals(0, TokenCounts.NONE, BigDecimal.ZERO, 0, 0);

  /** Checks the components. */
  public UsageTotals {
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(cost, "cost");
  }

  /**
   * Both together.
   *
   * @param other other totals
   * @return the sums
   */
  public UsageTotals plus(UsageTotals other) {
    return new UsageTotals(
        answers + other.answers,
        tokens.plus(other.tokens),
        cost.add(other.cost),
        unreported + other.unreported,
        unpriced + other.unpriced);
  }

  /** Such as {@code 3 answers, 120 in, 30 out, cost 0.0012, 1 unpriced}. */
  @Override
  public String toString() {
    return answers
        + " answers, "
        + tokens
        + ", cost "
        + cost.toPlainString()
        + (unreported == 0 ? "" : ", " + unreported + " unreported")
        + (unpriced == 0 ? "" : ", " + unpriced + " unpriced");
  }
}
