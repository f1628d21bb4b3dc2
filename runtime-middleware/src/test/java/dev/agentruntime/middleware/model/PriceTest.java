package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceTest {
  private static final Currency DOLLARS = Currency.getInstance("USD");

  @Test
  void costIsExactToTheLastDigit() {
    Price price = Price.perMillion("2.50", "1.25", "10");

    assertEquals(new BigDecimal("0.00000250"), price.of(TokenCounts.of(1, 0)));
    assertEquals(
        0, new BigDecimal("0.01134875").compareTo(price.of(new TokenCounts(1_001, 123, 900, 50))));
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < 1_000_000; i++) {
      sum = sum.add(price.of(TokenCounts.of(1, 0)));
    }
    assertEquals(0, new BigDecimal("2.50").compareTo(sum));
  }

  @Test
  void withoutADiscountCachedTokensCostWhatOthersDo() {
    Price price = Price.perMillion("3", "15");

    assertEquals(
        0, price.of(TokenCounts.of(10, 5)).compareTo(price.of(new TokenCounts(10, 7, 5, 5))));
  }

  @Test
  void anUnknownModelHasNoPriceRatherThanNone() {
    PriceTable table = PriceTable.in(DOLLARS).with("big", Price.perMillion("3", "15"));

    assertEquals(Optional.empty(), table.of("small"));
    assertEquals(Optional.empty(), table.of("big-2"));
    assertEquals(Optional.of(Price.perMillion("3", "15")), table.of("big"));
    assertEquals("PriceTable(1 models, USD)", table.toString());
  }

  @Test
  void senselessValuesAreRefusedWithKeyValueAndBound() {
    assertEquals(
        "price output must not be negative, was -1", message(() -> Price.perMillion("1", "-1")));
    assertEquals(
        "price table has two prices for model 'a'",
        message(
            () ->
                PriceTable.in(DOLLARS)
                    .with("a", Price.perMillion("1", "1"))
                    .with("a", Price.perMillion("1", "1"))));
    assertEquals(
        "tokens must not be negative, were -1 input, 0 output",
        message(() -> TokenCounts.of(-1, 0)));
    assertEquals(
        "cached input must be between 0 and the input, 3, was 4",
        message(() -> new TokenCounts(3, 4, 0, 0)));
    assertEquals(
        "reasoning must be between 0 and the output, 3, was 4",
        message(() -> new TokenCounts(0, 0, 3, 4)));
  }

  private static String message(Runnable misuse) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, misuse::run).getMessage());
  }
}
