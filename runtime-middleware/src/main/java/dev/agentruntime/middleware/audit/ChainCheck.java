package dev.agentruntime.middleware.audit;

import dev.agentruntime.middleware.audit.AuditFinding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Follows the lines of a stream: each is what it says it is, has the next number, and follows the
 * line before. Names what does not, and goes on behind it. Confined to one thread.
 *
 * <p>A line's code covers the code of the line before. So if a body was altered, the code it
 * carries is still what the next line follows; if the code was altered, the next line follows the
 * one it should carry. Both are tried, so one altered line is one finding.
 */
final class ChainCheck {
  private final Map<String, AuditKey> keys = new LinkedHashMap<>();
  private final List<AuditFinding> findings = new ArrayList<>();

  /** Numbers that were passed over and may still turn up: first to last, and what was said. */
  private final TreeMap<Long, Missing> missing = new TreeMap<>();

  private record Missing(long last, AuditFinding said) {}

  private long next = 1;
  private @Nullable String carried = LineFormat.NOTHING;
  private @Nullable String due;
  private @Nullable Mac computation;
  private @Nullable String stream;
  private boolean keyMissing;

  ChainCheck(List<AuditKey> given) {
    given.forEach(key -> keys.put(key.id(), key));
    if (!given.isEmpty()) {
      computation = given.getLast().chainMac();
    }
  }

  /**
   * Begins in the middle of a stream, with the opening of a segment, and trusts what it follows.
   */
  void beginAt(Body.Opened opened, long sequence) {
    next = sequence;
    carried = opened.previous();
  }

  /**
   * The next line of the stream.
   *
   * @param following the line after it in the same file; null for the last
   * @return whether it is a record that is there for the first time
   */
  boolean line(StreamLine line, @Nullable StreamLine following) {
    if (line.body() == null) {
      damage(
          line,
          Kind.TAMPERED,
          "is no line of an audit file; it stands where record " + next + " was due");
      take(line);
      return false;
    }
    Body.Opened opened = Body.opened(line.body());
    if (opened != null) {
      opens(line, opened);
    }
    long sequence = line.sequence();
    if (sequence == next) {
      inOrder(line, opened == null ? carried : opened.previous());
      return true;
    }
    if (sequence > next) {
      return early(line, following, opened);
    }
    return late(line);
  }

  private void opens(StreamLine line, Body.Opened opened) {
    AuditKey key = keys.get(opened.key());
    computation = key == null ? null : key.chainMac();
    if (key == null) {
      keyMissing = true;
      findings.add(
          line.finding(
              Kind.WRONG_KEY,
              "the lines from here on have key " + opened.key() + ", which was not given"));
    }
    if (stream == null) {
      stream = opened.stream();
    } else if (!stream.equals(opened.stream())) {
      damage(line, Kind.TAMPERED, "opens a segment of another stream");
    }
    boolean follows =
        carried == null || opened.previous().equals(carried) || opened.previous().equals(due);
    if (line.sequence() == next && !follows) {
      damage(line, Kind.TAMPERED, "does not follow the end of the segment before");
    }
  }

  private void inOrder(StreamLine line, @Nullable String previous) {
    Mac with = computation;
    String mac = Objects.requireNonNull(line.mac(), "mac");
    next++;
    if (with == null || previous == null) {
      carried = mac;
      due = null;
      return;
    }
    String right = line.macAfter(previous, with);
    String alternative = due;
    boolean fits =
        right.equals(mac) || (alternative != null && line.macAfter(alternative, with).equals(mac));
    if (!fits) {
      damage(line, Kind.TAMPERED, "is not what was written: its code does not fit");
    }
    carried = mac;
    due = fits ? null : right;
  }

  /** A number too high: records are missing, or it is only the number that was altered. */
  private boolean early(
      StreamLine line, @Nullable StreamLine following, Body.@Nullable Opened opened) {
    if (following != null && following.sequence() == next + 1) {
      damage(
          line,
          Kind.TAMPERED,
          "carries the number " + line.sequence() + " where record " + next + " was due");
      take(line);
      return true;
    }
    long last = line.sequence() - 1;
    AuditFinding gap =
        new AuditFinding(
            Kind.GAP,
            line.file(),
            line.number(),
            next,
            next == last
                ? "record " + next + " is missing before this line"
                : "records " + next + " to " + last + " are missing before this line");
    findings.add(gap);
    missing.put(next, new Missing(last, gap));
    next = line.sequence();
    due = null;
    inOrder(line, opened == null ? null : opened.previous());
    return true;
  }

  private boolean late(StreamLine line) {
    Map.Entry<Long, Missing> range = missing.floorEntry(line.sequence());
    if (range == null || range.getValue().last() < line.sequence()) {
      damage(line, Kind.DUPLICATE, "record " + line.sequence() + " was there before");
      return false;
    }
    damage(line, Kind.REORDERED, "record " + line.sequence() + " comes after record " + (next - 1));
    turnedUp(range.getKey(), range.getValue(), line.sequence());
    return true;
  }

  /** Those of a passed-over range that are still missing stay on the list of findings. */
  private void turnedUp(long first, Missing range, long sequence) {
    missing.remove(first);
    int place = findings.indexOf(range.said());
    if (place >= 0) {
      findings.remove(place);
    }
    List<long[]> left = new ArrayList<>(2);
    if (first < sequence) {
      left.add(new long[] {first, sequence - 1});
    }
    if (sequence < range.last()) {
      left.add(new long[] {sequence + 1, range.last()});
    }
    for (long[] part : left) {
      AuditFinding said = range.said();
      AuditFinding rest =
          new AuditFinding(
              Kind.GAP,
              said.file(),
              said.line(),
              part[0],
              "records " + part[0] + " to " + part[1] + " are missing before this line");
      findings.add(rest);
      missing.put(part[0], new Missing(part[1], rest));
    }
  }

  /** A damaged line takes the place of the one that was due. */
  private void take(StreamLine line) {
    next++;
    carried = line.mac();
    due = null;
  }

  private void damage(StreamLine line, Kind kind, String text) {
    findings.add(line.finding(kind, text));
  }

  /** Something that was found beside the chain, to be told in its place. */
  void add(AuditFinding finding) {
    findings.add(finding);
  }

  List<AuditFinding> findings() {
    return findings;
  }

  /** The number the next line has to have. */
  long next() {
    return next;
  }

  /** The code the next line has to follow; null if that is not known. */
  @Nullable String carried() {
    return carried;
  }

  /** The stream's id; null if no line told it. */
  @Nullable String stream() {
    return stream;
  }

  boolean isKeyMissing() {
    return keyMissing;
  }
}
