package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import dev.agentruntime.middleware.redact.detect.Detection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures the detection of secrets as it comes, with all other detectors at work. Prints a line
 * for each rule of the corpus and one for all of them.
 */
final class SecretSuite implements Suite {
  /** Stands where a rule's name does. */
  private static final String ALL_RULES = "total";

  /** What is between a name and its value. */
  private static final String SIGNS = ":= \n\"'>/";

  private final Detection detection = Detection.standard().build();
  private final List<SecretRow> rows = new ArrayList<>();

  @Override
  public String name() {
    return "secrets";
  }

  @Override
  public void add(ObjectNode row) throws BadRowException {
    rows.add(SecretRow.of(row));
  }

  @Override
  public List<ObjectNode> finish(String file) {
    Set<String> secrets = new HashSet<>();
    rows.stream().filter(SecretRow::secret).map(SecretRow::text).forEach(secrets::add);
    SecretTally total = new SecretTally();
    Map<String, SecretTally> tallies = new TreeMap<>();
    for (SecretRow row : rows) {
      SecretTally tally = tallies.computeIfAbsent(row.rule(), _ -> new SecretTally());
      boolean found = row.secret() ? isCaught(row) : isFound(row);
      boolean contradicted = !row.secret() && secrets.contains(row.text());
      tally.add(row.secret(), found, contradicted);
      total.add(row.secret(), found, contradicted);
    }
    rows.clear();
    List<ObjectNode> lines = new ArrayList<>();
    tallies.forEach((rule, tally) -> lines.add(line(file, rule, tally)));
    lines.add(line(file, ALL_RULES, total));
    return lines;
  }

  private ObjectNode line(String file, String rule, SecretTally tally) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("suite", name()).put("file", file).put("rule", rule);
    tally.writeTo(line);
    return line;
  }

  private boolean isFound(SecretRow row) {
    return detection.find(row.text()).stream()
        .anyMatch(finding -> finding.type().equals(EntityType.SECRET));
  }

  private boolean isCaught(SecretRow row) {
    String match = row.match();
    int start = match == null ? -1 : row.text().indexOf(match);
    if (match == null || start < 0) {
      return isFound(row);
    }
    int end = start + bare(match);
    return detection.find(row.text()).stream()
        .anyMatch(finding -> covers(finding, row.text(), start, end));
  }

  /**
   * A corpus may count a name, a user or a quote to the match, so a finding may begin behind a sign
   * within it. What leaves the end of a secret in the text has not caught it.
   */
  private static boolean covers(Finding finding, String text, int start, int end) {
    return finding.type().equals(EntityType.SECRET)
        && finding.end() >= end
        && finding.start() < end
        && (finding.start() <= start || SIGNS.indexOf(text.charAt(finding.start() - 1)) >= 0);
  }

  private static int bare(String match) {
    int length = match.length();
    while (length > 1 && "\"'`;\\ \t\r\n".indexOf(match.charAt(length - 1)) >= 0) {
      length--;
    }
    return length;
  }
}
