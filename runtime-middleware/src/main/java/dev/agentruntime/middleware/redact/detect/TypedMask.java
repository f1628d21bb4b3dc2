package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.redact.Finding;
import dev.agentruntime.middleware.redact.Redactor;
import java.util.List;

/** Puts the type of each found value in its place, with no way back. Immutable. */
final class TypedMask implements Redactor {
  private final Detection detection;

  TypedMask(Detection detection) {
    this.detection = detection;
  }

  @Override
  public String redact(String text) {
    List<Finding> findings = detection.find(text);
    if (findings.isEmpty()) {
      return text;
    }
    StringBuilder masked = new StringBuilder(text.length());
    int end = 0;
    for (Finding finding : findings) {
      masked.append(text, end, finding.start());
      masked.append('[').append(finding.type().name()).append(']');
      end = finding.end();
    }
    return masked.append(text, end, text.length()).toString();
  }
}
