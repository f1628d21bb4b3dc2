package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.redact.Detector;
import dev.agentruntime.middleware.redact.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls what a host added, and lets nothing of a text out with what it throws. Stateless. */
final class HostDetectors {
  private HostDetectors() {}

  /** What was found before and what this detector finds. */
  static @Nullable Hits ask(Detector detector, String text, @Nullable Hits before) {
    Hits hits = before == null ? new Hits() : before;
    int first = hits.size();
    try {
      detector.scan(text, hits);
    } catch (RuntimeException | StackOverflowError e) { // a regular expression may go too deep
      throw new DetectionException("the detector " + name(detector) + " failed with " + name(e));
    }
    for (int i = first; i < hits.size(); i++) {
      if (hits.start(i) < 0 || hits.end(i) <= hits.start(i) || hits.end(i) > text.length()) {
        throw new DetectionException(
            "the detector %s found a value from %d to %d in a text of %d characters"
                .formatted(name(detector), hits.start(i), hits.end(i), text.length()));
      }
      if (!(hits.confidence(i) >= 0 && hits.confidence(i) <= 1)) {
        throw new DetectionException(
            "the detector %s must be between 0 and 1 sure, was %s"
                .formatted(name(detector), hits.confidence(i)));
      }
    }
    return hits.size() == 0 ? null : hits;
  }

  /** The findings less those a host allows. */
  static List<Finding> without(
      List<Finding> findings, String text, Predicate<? super String> allowed) {
    List<Finding> left = new ArrayList<>(findings.size());
    try {
      for (Finding finding : findings) {
        if (!allowed.test(finding.in(text))) {
          left.add(finding);
        }
      }
    } catch (RuntimeException | StackOverflowError e) { // a regular expression may go too deep
      throw new DetectionException("what is allowed could not be told: failed with " + name(e));
    }
    return List.copyOf(left);
  }

  /** A host's class, or what our own pattern calls itself. */
  private static String name(Detector detector) {
    return detector instanceof HostPattern pattern
        ? pattern.toString()
        : detector.getClass().getName();
  }

  private static String name(Throwable e) {
    return e.getClass().getName();
  }
}
