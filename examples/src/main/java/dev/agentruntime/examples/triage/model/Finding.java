package dev.agentruntime.examples.triage.model;

import java.util.List;

/**
 * What an enquiry came to: what is wrong, who does it, and the lines of tool output that show it.
 */
record Finding(String what, String confidence, List<String> culprits, List<String> evidence) {
  Finding {
    culprits = List.copyOf(culprits);
    evidence = List.copyOf(evidence);
  }

  String text() {
    StringBuilder text =
        new StringBuilder(what).append(" (confidence: ").append(confidence).append(")\n");
    culprits.forEach(culprit -> text.append("   culprit: ").append(culprit).append('\n'));
    evidence.forEach(line -> text.append("   evidence: ").append(line).append('\n'));
    return text.toString();
  }
}
