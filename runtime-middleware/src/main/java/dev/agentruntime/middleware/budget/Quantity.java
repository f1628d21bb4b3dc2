package dev.agentruntime.middleware.budget;

import java.util.List;

/** What a budget is made of. */
public enum Quantity {
  /** Tool calls, logical ones: retries are part of their call. */
  CALLS(0, "tool calls"),
  /** Tokens of models, input and output together. */
  TOKENS(1, "tokens"),
  /** Money, in millionths of the currency unit. */
  COST(2, "millionths of the currency unit"),
  /**
   * Time in which tools were active, in nanoseconds; queueing and back-off count, humans do not.
   */
  ACTIVE_TIME(3, "nanoseconds of active time");

  private static final List<Quantity> ALL = List.of(values());

  private final int index;
  private final String unit;

  Quantity(int index, String unit) {
    this.index = index;
    this.unit = unit;
  }

  /** How many quantities there are. */
  static int count() {
    return ALL.size();
  }

  /** The one of an index. */
  static Quantity at(int index) {
    return ALL.get(index);
  }

  /** Its place in an array of amounts, from 0. */
  int index() {
    return index;
  }

  /**
   * The unit amounts of it are counted in.
   *
   * @return a plural
   */
  public String unit() {
    return unit;
  }
}
