package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import dev.agentruntime.middleware.redact.detect.Detection;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures detection of personal data on labelled texts. Prints a line for each type that is in the
 * file or was found in it.
 */
final class RedactionSuite implements Suite {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double NANOS_PER_MICRO = 1_000;
  private static final double CHARACTERS_PER_KB = 1_024;

  /** Enough for the JVM to have compiled what is measured. */
  private static final int PASSES = 10;

  private final Detection detection = Detection.standard().build();
  private final Map<EntityType, RedactionTally> tallies =
      new TreeMap<>(Comparator.comparing(EntityType::name));
  private final List<RedactionRow> rows = new ArrayList<>();

  @Override
  public String name() {
    return "redaction";
  }

  @Override
  public void add(ObjectNode node) throws BadRowException {
    RedactionRow row = RedactionRow.of(node);
    if (row != null) {
      rows.add(row);
      judge(row, detection.find(row.text()));
    }
  }

  @Override
  public List<ObjectNode> finish(String file) {
    BigDecimal micros = microsPerKb();
    List<ObjectNode> lines = new ArrayList<>();
    tallies.forEach(
        (type, tally) -> {
          ObjectNode line = JsonNodeFactory.instance.objectNode();
          line.put("suite", name()).put("file", file).put("type", type.name());
          tally.writeTo(line);
          lines.add(line.put("microsPerKb", micros));
        });
    tallies.clear();
    rows.clear();
    return lines;
  }

  private void judge(RedactionRow row, List<Finding> findings) {
    if (row.count() >= 0) {
      judgeByCount(row, findings);
      return;
    }
    for (RedactionRow.Span span : row.spans()) {
      EntityType type = EntityNames.type(span.name());
      if (type != null) {
        tally(type).value(findings.stream().anyMatch(finding -> hits(finding, span, type)));
      }
    }
    for (Finding finding : findings) {
      if (isJudged(row, finding)
          && row.spans().stream().noneMatch(span -> excuses(span, finding))) {
        tally(finding.type()).falsePositive();
      }
    }
  }

  /** Where only the number of values is known. */
  private void judgeByCount(RedactionRow row, List<Finding> findings) {
    int found = (int) findings.stream().filter(finding -> isJudged(row, finding)).count();
    EntityType type = EntityNames.type(String.valueOf(row.only()));
    for (int i = 0; type != null && i < Math.max(found, row.count()); i++) {
      if (i < row.count()) {
        tally(type).value(i < found);
      } else {
        tally(type).falsePositive();
      }
    }
  }

  /** Where one type is labelled, others may be there without being labelled. */
  private static boolean isJudged(RedactionRow row, Finding finding) {
    return row.only() == null || finding.type().equals(EntityNames.type(row.only()));
  }

  private static boolean hits(Finding finding, RedactionRow.Span span, EntityType type) {
    return finding.type().equals(type)
        && finding.start() <= span.start()
        && finding.end() >= span.end();
  }

  private static boolean excuses(RedactionRow.Span span, Finding finding) {
    boolean overlaps = finding.start() < span.end() && span.start() < finding.end();
    return overlaps
        && (finding.type().equals(EntityNames.type(span.name()))
            || EntityNames.mayBe(span.name(), finding.type()));
  }

  private RedactionTally tally(EntityType type) {
    return tallies.computeIfAbsent(type, _ -> new RedactionTally());
  }

  /**
   * The processor time for a thousand characters, in the quickest of several passes over all rows.
   */
  private BigDecimal microsPerKb() {
    long characters = rows.stream().mapToLong(row -> row.text().length()).sum();
    long best = Long.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long started = THREADS.getCurrentThreadCpuTime();
      for (RedactionRow row : rows) {
        detection.find(row.text());
      }
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - started);
    }
    double micros = best / NANOS_PER_MICRO;
    double perKb = characters == 0 ? 0 : micros * CHARACTERS_PER_KB / characters;
    return BigDecimal.valueOf(perKb).setScale(1, RoundingMode.HALF_UP);
  }
}
