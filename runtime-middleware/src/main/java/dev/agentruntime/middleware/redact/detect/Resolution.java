package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
   * Leaves out what overlaps something better, but for the part that does not: no end of a value
   * may stay in clear. A web address that holds a secret gives way to it: whoever is granted
   * addresses is not granted secrets.
   *
   * @param findings in any order
   * @return those left, in the order of the text
   */
  static List<Finding> of(List<Finding> findings) {
    if (isSettled(findings)) {
      return List.copyOf(findings);
    }
    List<Finding> best = withoutAddressesOfSecrets(findings);
    PriorityQueue<Finding> open = new PriorityQueue<>(best.size() + 1, BEST_FIRST);
    open.addAll(best);
    TreeMap<Integer, Finding> settled = new TreeMap<>();
    while (!open.isEmpty()) {
      Finding finding = open.remove();
      Finding rest = uncovered(finding, settled);
      if (finding.equals(rest)) {
        settled.put(finding.start(), finding);
      } else if (rest != null) {
        open.add(rest);
      }
    }
    return List.copyOf(settled.values());
  }

  /**
   * What better findings leave of one, which is in one piece: none of them is shorter. That happens
   * to a finding once at each end, as whatever else begins there is longer and leaves nothing.
   */
  private static @Nullable Finding uncovered(
      Finding finding, NavigableMap<Integer, Finding> settled) {
    int start = finding.start();
    int end = finding.end();
    Map.Entry<Integer, Finding> before = settled.floorEntry(start);
    if (before != null) {
      start = Math.max(start, before.getValue().end());
    }
    Map.Entry<Integer, Finding> behind = settled.lowerEntry(end);
    if (behind != null && behind.getKey() > finding.start()) {
      end = behind.getKey();
    }
    return start < end ? new Finding(start, end, finding.type(), finding.confidence()) : null;
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
