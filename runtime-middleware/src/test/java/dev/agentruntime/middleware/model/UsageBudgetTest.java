package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class UsageBudgetTest {
  private static final BigDecimal ONE = BigDecimal.ONE;

  @Test
  void nothingIsRefusedBelowTheBoundAndEverythingFromThere() {
    UsageBudget cost = UsageBudget.ofCost(ONE);
    assertNull(cost.refusal(used(5, "0.999999")));
    assertEquals("cost is 1.00 of 1", cost.refusal(used(5, "1.00")));
    UsageBudget tokens = UsageBudget.ofTokens(10);
    assertNull(tokens.refusal(used(9, "7")));
    assertEquals("tokens are 10 of 10", tokens.refusal(used(10, "0")));
  }

  @Test
  void twoBoundsHoldTogether() {
    UsageBudget both = UsageBudget.ofTokens(10).andCost(ONE);
    assertNull(both.refusal(used(9, "0.5")));
    assertEquals("cost is 2 of 1", both.refusal(used(9, "2")));
    assertEquals("tokens are 11 of 10", both.refusal(used(11, "0.5")));
    assertEquals("cost 1 and 10 tokens", both.toString());
  }

  @Test
  void whatIsNotKnownIsNotTakenForNothing() {
    UsageTotals unreported = new UsageTotals(1, TokenCounts.NONE, BigDecimal.ZERO, 1, 0);
    UsageTotals unpriced = new UsageTotals(1, TokenCounts.of(1, 1), BigDecimal.ZERO, 0, 1);

    assertEquals(
        "1 answers came without a report of their tokens",
        UsageBudget.ofTokens(10).refusal(unreported));
    assertEquals(
        "1 answers came from models of unknown price", UsageBudget.ofCost(ONE).refusal(unpriced));
    assertNull(UsageBudget.ofTokens(10).refusal(unpriced));
  }

  @Test
  void senselessValuesAreRefusedWithKeyValueAndBound() {
    assertEquals(
        "budget of cost must be positive, was 0",
        assertThrows(IllegalArgumentException.class, () -> UsageBudget.ofCost(BigDecimal.ZERO))
            .getMessage());
    assertEquals(
        "budget of tokens must be positive, was 0",
        assertThrows(IllegalArgumentException.class, () -> UsageBudget.ofTokens(0)).getMessage());
  }

  private static UsageTotals used(long tokens, String cost) {
    return new UsageTotals(1, TokenCounts.of(tokens, 0), new BigDecimal(cost), 0, 0);
  }
}
