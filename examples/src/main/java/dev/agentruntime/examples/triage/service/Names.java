package dev.agentruntime.examples.triage.service;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes up names as programmers would, each at most once. Confined to one thread. */
final class Names {
  private static final List<String> COMPANIES =
      List.of("acorn", "birch", "cobalt", "delta", "ember", "fjord", "garnet", "harbor");
  private static final List<String> FIRST =
      List.of(
          "Amber", "Brisk", "Cedar", "Dusk", "Early", "Final", "Global", "Hidden", "Inner", "Jade",
          "Keen", "Late");
  private static final List<String> SECOND =
      List.of(
          "Basket", "Coupon", "Invoice", "Ledger", "Order", "Parcel", "Price", "Refund", "Stock",
          "Tariff", "Voucher", "Wallet");
  private static final List<String> THIRD =
      List.of(
          "Broker", "Courier", "Digest", "Feeder", "Gauge", "Keeper", "Mixer", "Planner", "Ranker",
          "Sorter", "Tracker", "Walker");
  private static final List<String> VERBS =
      List.of(
          "apply", "blend", "collect", "derive", "expand", "fold", "gather", "merge", "prune",
          "rank", "settle", "weigh");

  private final RandomGenerator random;
  private final Set<String> used = new HashSet<>();

  Names(RandomGenerator random) {
    this.random = random;
  }

  /** A full class name. */
  String type() {
    return fresh(
        () ->
            "com."
                + of(COMPANIES)
                + "."
                + of(SECOND).toLowerCase(Locale.ROOT)
                + "."
                + of(FIRST)
                + of(SECOND)
                + of(THIRD));
  }

  String method() {
    return fresh(() -> of(VERBS) + of(FIRST) + of(SECOND));
  }

  String thread() {
    return fresh(
        () -> (of(FIRST) + "-" + of(THIRD)).toLowerCase(Locale.ROOT) + "-" + random.nextInt(1, 9));
  }

  String folder() {
    return fresh(() -> (of(SECOND) + "s").toLowerCase(Locale.ROOT));
  }

  String file() {
    return fresh(
        () ->
            (of(FIRST) + "-" + of(SECOND)).toLowerCase(Locale.ROOT)
                + "."
                + Integer.toHexString(random.nextInt(0x1000, 0xFFFF)));
  }

  private String of(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private String fresh(Supplier<String> source) {
    String name = source.get();
    while (!used.add(simple(name))) {
      name = source.get();
    }
    return name;
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
