package dev.agentruntime.middleware.audit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the verifier of an audit stream found. Immutable. */
public final class AuditReport {
  /** {@link #exitCode()}: intact, and nothing to look at. */
  public static final int OK = 0;

  /** {@link #exitCode()}: intact, but somebody should look at what it tells. */
  public static final int LOOK = 1;

  /** {@link #exitCode()}: damaged. */
  public static final int DAMAGED = 2;

  /** {@link #exitCode()}: could not be checked for want of the right key. */
  public static final int UNCHECKED = 3;

  private final int segments;
  private final long lines;
  private final @Nullable AuditTip tip;
  private final List<AuditFinding> findings;

  AuditReport(int segments, long lines, @Nullable AuditTip tip, List<AuditFinding> findings) {
    this.segments = segments;
    this.lines = lines;
    this.tip = tip;
    this.findings = List.copyOf(findings);
  }

  /**
   * What was found, in the order of the stream.
   *
   * @return an unmodifiable list
   */
  public List<AuditFinding> findings() {
    return findings;
  }

  /**
   * What was found of one kind.
   *
   * @param kind the kind
   * @return in the order of the stream
   */
  public List<AuditFinding> findings(AuditFinding.Kind kind) {
    Objects.requireNonNull(kind, "kind");
    return findings.stream().filter(finding -> finding.kind() == kind).toList();
  }

  /**
   * Whether every line that is there is what was written, and none is missing as far as can be told
   * without a tip that was kept elsewhere.
   *
   * @return true if there is no damage
   */
  public boolean isIntact() {
    return findings.stream().noneMatch(finding -> finding.kind().isDamage());
  }

  /**
   * How many lines there are, openings and seals included.
   *
   * @return a count
   */
  public long lines() {
    return lines;
  }

  /**
   * The last line, to be kept elsewhere.
   *
   * @return the tip, or empty if there is none to rely on
   */
  public Optional<AuditTip> tip() {
    return Optional.ofNullable(tip);
  }

  /**
   * The gist as the exit code of a process.
   *
   * @return {@link #OK}, {@link #LOOK}, {@link #DAMAGED} or {@link #UNCHECKED}
   */
  public int exitCode() {
    boolean damaged =
        findings.stream()
            .anyMatch(
                finding ->
                    finding.kind().isDamage() && finding.kind() != AuditFinding.Kind.WRONG_KEY);
    if (damaged) {
      return DAMAGED;
    }
    if (!isIntact()) {
      return UNCHECKED;
    }
    return findings.isEmpty() ? OK : LOOK;
  }

  /** Everything, for people: one line for each finding, and the gist. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> text.append(finding).append('\n'));
    text.append(
        switch (exitCode()) {
          case OK -> "intact";
          case LOOK -> "intact, but there is something to look at";
          case UNCHECKED -> "NOT CHECKED: the key is missing";
          default -> "DAMAGED";
        });
    text.append(": ").append(lines).append(" lines in ").append(segments).append(" segments");
    return tip == null ? text.toString() : text.append(", tip ").append(tip).toString();
  }
}
