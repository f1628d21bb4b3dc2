package dev.agentruntime.middleware.model;

import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Prices by the exact names of models, in one currency. A model that is not in it has no known
 * price, which is not the same as costing nothing. Immutable.
 */
public final class PriceTable {
  private final Currency currency;
  private final Map<String, Price> prices;

  private PriceTable(Currency currency, Map<String, Price> prices) {
    this.currency = currency;
    this.prices = prices;
  }

  /**
   * A table without prices.
   *
   * @param currency the currency of all its prices
   * @return a new table
   */
  public static PriceTable in(Currency currency) {
    return new PriceTable(Objects.requireNonNull(currency, "currency"), Map.of());
  }

  /**
   * This table and one more price.
   *
   * @param model the model's name, as the provider reports it or as the model is configured
   * @param price its price
   * @return a new table
   * @throws IllegalArgumentException if the table has a price for that model
   */
  public PriceTable with(String model, Price price) {
    if (prices.containsKey(model)) {
      throw new IllegalArgumentException("price table has two prices for model '" + model + "'");
    }
    Map<String, Price> more = new LinkedHashMap<>(prices);
    more.put(Objects.requireNonNull(model, "model"), Objects.requireNonNull(price, "price"));
    return new PriceTable(currency, Map.copyOf(more));
  }

  /**
   * A model's price.
   *
   * @param model its name
   * @return the price, or empty if nobody said one
   */
  public Optional<Price> of(String model) {
    return Optional.ofNullable(prices.get(model));
  }

  /**
   * The currency of all prices.
   *
   * @return the currency
   */
  public Currency currency() {
    return currency;
  }

  @Override
  public String toString() {
    return "PriceTable(" + prices.size() + " models, " + currency + ")";
  }
}
