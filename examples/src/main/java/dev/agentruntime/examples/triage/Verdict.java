package dev.agentruntime.examples.triage;

import java.util.List;

/** A finding held against the truth. */
record Verdict(
    List<String> faults, List<String> missed, List<String> wronged, boolean saysHealthy) {
  Verdict {
    faults = List.copyOf(faults);
    missed = List.copyOf(missed);
    wronged = List.copyOf(wronged);
  }

  static Verdict of(String finding, List<String> truth) {
    return new Verdict(
        named(truth, "fault"),
        named(truth, "culprit").stream().filter(name -> !finding.contains(name)).toList(),
        named(truth, "innocent").stream().filter(finding::contains).toList(),
        finding.contains("VERDICT: healthy"));
  }

  private static List<String> named(List<String> truth, String kind) {
    return truth.stream()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.substring(kind.length() + 1))
        .toList();
  }

  boolean right() {
    return missed.isEmpty() && wronged.isEmpty() && saysHealthy == faults.isEmpty();
  }

  @Override
  public String toString() {
    String truth =
        faults.isEmpty()
            ? "the service was healthy"
            : "the service suffered from " + String.join(" and ", faults);
    if (right()) {
      return "RIGHT: " + truth;
    }
    String healthy =
        saysHealthy == faults.isEmpty()
            ? ""
            : saysHealthy ? "; said to be healthy" : "; not said to be healthy";
    return "WRONG: "
        + truth
        + (missed.isEmpty() ? "" : "; not named: " + missed)
        + (wronged.isEmpty() ? "" : "; wrongly named: " + wronged)
        + healthy;
  }
}
