package dev.agentruntime.middleware.audit;

import java.util.Objects;

/**
 * Something the verifier of an audit stream has to say. Immutable.
 *
 * @param kind what it is
 * @param file the segment's file name; empty if it is about the whole stream
 * @param line the line in that file, from 1; 0 if it is about no line
 * @param sequence the record's number in the stream, from 1; 0 if it is about no record
 * @param text what there is to see, in words; holds nothing of what the records show
 */
public record AuditFinding(Kind kind, String file, long line, long sequence, String text) {
  /** Checks the components. */
  public AuditFinding {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(text, "text");
  }

  /** What the verifier can find. */
  public enum Kind {
    /** A line is not what was written. */
    TAMPERED(true),
    /** Records are missing. */
    GAP(true),
    /** Records are not in the order in which they were written. */
    REORDERED(true),
    /** A record is there more than once. */
    DUPLICATE(true),
    /** The stream ends before, or differs from, a tip that was kept elsewhere. */
    TRUNCATED(true),
    /** None of the given keys is the one of these lines, so they could not be checked. */
    WRONG_KEY(true),
    /** A segment has no seal: it is being written, or its process ended without closing it. */
    UNSEALED(false),
    /** A tool with effects began, and what it did is not known. */
    UNKNOWN_EFFECT(false),
    /** A call was proposed and has no outcome, but its tool did not begin or only reads. */
    OPEN_CALL(false),
    /** The writer could not keep records, and says how many. */
    LOST_RECORDS(false);

    private final boolean damage;

    Kind(boolean damage) {
      this.damage = damage;
    }

    /**
     * Whether the stream cannot be relied on as it is.
     *
     * @return false for what an intact stream tells
     */
    public boolean isDamage() {
      return damage;
    }
  }

  /** One line for people, such as {@code GAP audit-00000001.jsonl:7 record 9: …}. */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder(kind.name());
    if (!file.isEmpty()) {
      shown.append(' ').append(file);
    }
    if (line > 0) {
      shown.append(':').append(line);
    }
    if (sequence > 0) {
      shown.append(" record ").append(sequence);
    }
    return shown.append(": ").append(text).toString();
  }
}
