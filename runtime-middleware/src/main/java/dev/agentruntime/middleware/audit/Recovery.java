package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Where a stream goes on: behind the last whole line there is. What a process that died left
 * unfinished stays as it is; the next segment owns up to it.
 *
 * @param stream the stream's id
 * @param nextSegment the number of the segment to write
 * @param nextSequence the number of the line to write
 * @param previous the code of the last line
 * @param sealed whether the segment of that line was sealed
 * @param torn how many bytes of unfinished lines come after it
 */
record Recovery(
    String stream, int nextSegment, long nextSequence, String previous, boolean sealed, long torn) {
  private static final int STREAM_ID_BYTES = 16;

  /**
   * Looks where a stream ended. Its last segment is checked, so that nothing is appended to what
   * was tampered with.
   *
   * @throws AuditUnavailableException if it is damaged
   */
  static Recovery of(Path directory, AuditKey key) throws IOException {
    List<Segments.Segment> segments = Segments.in(directory);
    long torn = 0;
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segments.Segment segment = segments.get(i);
      if (!hasLine(segment)) {
        torn += Files.size(segment.file());
        continue;
      }
      return behind(segment, segments.getLast().number(), torn, key);
    }
    int next = segments.isEmpty() ? 1 : segments.getLast().number() + 1;
    return new Recovery(newStream(), next, 1, LineFormat.NOTHING, true, torn);
  }

  private static String newStream() {
    byte[] id = new byte[STREAM_ID_BYTES];
    new SecureRandom().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private static boolean hasLine(Segments.Segment segment) throws IOException {
    try (Lines lines = Lines.of(segment.file())) {
      Lines.Line first = lines.next();
      return first != null && first.complete();
    }
  }

  private static Recovery behind(
      Segments.Segment segment, int lastNumber, long tornLater, AuditKey key) throws IOException {
    StreamCheck check = new StreamCheck(List.of(key), null);
    check.segmentAlone(segment);
    AuditReport report = check.report();
    AuditTip tip = report.tip().orElse(null);
    boolean damaged =
        report.findings().stream()
            .anyMatch(
                finding ->
                    finding.kind().isDamage() && finding.kind() != AuditFinding.Kind.WRONG_KEY);
    if (damaged || tip == null) {
      throw new AuditUnavailableException(
          "damaged",
          "the audit stream is damaged in "
              + segment.file()
              + " and is not written on: run the verifier on it, then begin a new directory",
          null);
    }
    return new Recovery(
        tip.stream(),
        lastNumber + 1,
        tip.sequence() + 1,
        tip.mac(),
        check.isSealed(),
        check.torn() + tornLater);
  }
}
