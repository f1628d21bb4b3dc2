package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settles which of overlapping findings count. Stateless. */
final class Resolution {
  /** The longest, then the surest; what follows only makes the answer the same each time. */
  private static final Comparator<Finding> BEST_FIRST =
      Comparator.comparingInt(Finding::length)
          .thenComparingDouble(Finding::confidence)
          .reversed()
          .thenComparingInt(Finding::start)
          .thenComparing(finding -> finding.type().name());

  private Resolution() {}

  /**
   * Leaves out what overlaps something better. A web address that holds a secret gives way to it:
   * whoever is granted addresses is not granted secrets.
   *
   * @param findings in any order
   * @return those left, in the order of the text
   */
  static List<Finding> of(List<Finding> findings) {
    if (isSettled(findings)) {
      return List.copyOf(findings);
    }
    List<Finding> best = withoutAddressesOfSecrets(findings);
    best.sort(BEST_FIRST);
    TreeMap<Integer, Finding> settled = new TreeMap<>();
    for (Finding finding : best) {
      Map.Entry<Integer, Finding> before = settled.lowerEntry(finding.end());
      if (before == null || before.getValue().end() <= finding.start()) {
        settled.put(finding.start(), finding);
      }
    }
    return List.copyOf(settled.values());
  }

  private static List<Finding> withoutAddressesOfSecrets(List<Finding> findings) {
    TreeMap<Integer, Finding> secrets = new TreeMap<>();
    for (Finding finding : findings) {
      if (finding.type().equals(EntityType.SECRET)) {
        secrets.put(finding.start(), finding);
      }
    }
    List<Finding> left = new ArrayList<>(findings);
    left.removeIf(
        finding -> {
          Map.Entry<Integer, Finding> secret = secrets.lowerEntry(finding.end());
          return finding.type().equals(EntityType.URL)
              && secret != null
              && secret.getValue().end() > finding.start();
        });
    return left;
  }

  private static boolean isSettled(List<Finding> findings) {
    int end = 0;
    for (Finding finding : findings) {
      if (finding.start() < end) {
        return false;
      }
      end = finding.end();
    }
    return true;
  }
}
