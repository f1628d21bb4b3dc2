package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.middleware.audit.AuditFinding.Kind;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the segments of a stream one after the other and checks them. Confined to one thread. */
final class StreamCheck {
  private final ChainCheck chain;
  private final CallCheck calls;
  private final @Nullable AuditTip anchor;
  private int segments;
  private long lines;

  /** Bytes of unfinished lines that no opening has owned up to yet. */
  private long torn;

  private boolean sealed = true;
  private boolean anchorSeen;

  // Of the segment being read.
  private long linesHere;
  private boolean sealedHere;

  StreamCheck(List<AuditKey> keys, @Nullable AuditTip anchor) {
    this.chain = new ChainCheck(keys);
    this.calls = new CallCheck(chain::add);
    this.anchor = anchor;
  }

  /** The next segment. */
  void segment(Segments.Segment segment) throws IOException {
    read(segment, false);
  }

  /** A segment for itself; what comes before it is not looked at. */
  void segmentAlone(Segments.Segment segment) throws IOException {
    read(segment, true);
  }

  private void read(Segments.Segment segment, boolean alone) throws IOException {
    segments++;
    linesHere = 0;
    sealedHere = false;
    try (Lines in = Lines.of(segment.file())) {
      Lines.Line raw = in.next();
      @Nullable StreamLine line = completed(segment, raw);
      if (lines == 0 && line != null) {
        begin(line, alone);
      }
      while (line != null) {
        StreamLine following = completed(segment, in.next());
        line(segment, line, following);
        line = following;
      }
    }
    if (linesHere > 0) {
      sealed = sealedHere;
    }
    if (sealedHere && torn > 0) {
      chain.add(
          new AuditFinding(
              Kind.TAMPERED,
              segment.name(),
              linesHere + 1,
              0,
              torn + " bytes stand behind its seal"));
    }
    if (!sealedHere) {
      chain.add(
          new AuditFinding(
              Kind.UNSEALED,
              segment.name(),
              linesHere,
              0,
              torn > 0
                  ? "has no seal and ends with " + torn + " bytes of an unfinished line"
                  : "has no seal: it is being written, or its process ended without closing it;"
                      + " only a tip kept elsewhere shows that nothing is missing at its end"));
    }
  }

  private @Nullable StreamLine completed(Segments.Segment segment, Lines.@Nullable Line raw) {
    if (raw == null) {
      return null;
    }
    if (!raw.complete()) {
      torn += raw.length();
      return null;
    }
    return new StreamLine(segment, raw);
  }

  /** A stream whose oldest segments are not here is checked from where it begins. */
  private void begin(StreamLine line, boolean alone) {
    JsonNode body = line.body();
    Body.Opened opened = body == null ? null : Body.opened(body);
    if (opened == null || opened.segment() == 1 || line.sequence() < 2) {
      return;
    }
    chain.beginAt(opened, line.sequence());
    torn = opened.torn();
    sealed = opened.sealed();
    if (!alone) {
      chain.add(
          line.finding(
              Kind.GAP,
              "the stream begins with segment "
                  + opened.segment()
                  + ": the "
                  + (line.sequence() - 1)
                  + " lines before are not here"));
    }
  }

  private void line(Segments.Segment segment, StreamLine line, @Nullable StreamLine following) {
    lines++;
    String before = chain.carried();
    boolean isNew = chain.line(line, following);
    JsonNode body = line.body();
    if (sealedHere) {
      chain.add(line.finding(Kind.TAMPERED, "stands behind the seal of its segment"));
    }
    if (body != null) {
      opening(segment, line, Body.opened(body));
      seal(line, Body.sealed(body), before);
    }
    linesHere++;
    if (isNew) {
      calls.line(line);
    }
    compareWithAnchor(line);
  }

  private void opening(Segments.Segment segment, StreamLine line, Body.@Nullable Opened opened) {
    if (opened == null) {
      if (linesHere == 0) {
        chain.add(line.finding(Kind.TAMPERED, "does not open the segment it begins"));
      }
      return;
    }
    if (opened.segment() != segment.number()) {
      chain.add(
          line.finding(
              Kind.TAMPERED, "opens segment " + opened.segment() + " in a file of another number"));
    }
    if (opened.torn() != torn) {
      chain.add(
          line.finding(
              Kind.TAMPERED,
              torn + " bytes of unfinished lines lie before it, but it knows of " + opened.torn()));
    }
    if (opened.sealed() && !sealed) {
      chain.add(line.finding(Kind.GAP, "the seal of the segment before is missing"));
    }
    torn = 0;
  }

  private void seal(StreamLine line, Body.@Nullable Sealed seal, @Nullable String before) {
    if (seal == null) {
      return;
    }
    sealedHere = true;
    boolean fits = seal.lines() == linesHere && (before == null || seal.tip().equals(before));
    if (!fits) {
      chain.add(
          line.finding(
              Kind.TAMPERED,
              "seals "
                  + seal.lines()
                  + " lines, but "
                  + linesHere
                  + " are there, or the last of them is another"));
    }
  }

  private void compareWithAnchor(StreamLine line) {
    if (anchor != null && line.sequence() == anchor.sequence()) {
      anchorSeen = true;
      if (!anchor.mac().equals(line.mac())) {
        chain.add(
            line.finding(Kind.TRUNCATED, "is not the line of which a tip was kept elsewhere"));
      }
    }
  }

  /** No more segments. */
  AuditReport report() {
    calls.end();
    if (segments == 0) {
      chain.add(new AuditFinding(Kind.GAP, "", 0, 0, "there is no segment at all"));
    }
    AuditTip expected = anchor;
    if (expected != null && !expected.stream().equals(chain.stream())) {
      chain.add(
          new AuditFinding(
              Kind.TRUNCATED, "", 0, 0, "the tip kept elsewhere is that of another stream"));
    } else if (expected != null && !anchorSeen) {
      chain.add(
          new AuditFinding(
              Kind.TRUNCATED,
              "",
              0,
              expected.sequence(),
              "the stream ends with record "
                  + (chain.next() - 1)
                  + ", but a tip of record "
                  + expected.sequence()
                  + " was kept elsewhere"));
    }
    return new AuditReport(segments, lines, tip(), chain.findings());
  }

  private @Nullable AuditTip tip() {
    String stream = chain.stream();
    String mac = chain.carried();
    return stream == null || mac == null || chain.next() == 1
        ? null
        : new AuditTip(stream, chain.next() - 1, mac);
  }

  /** Bytes of an unfinished line at the end. */
  long torn() {
    return torn;
  }

  /** Whether the last segment was sealed. */
  boolean isSealed() {
    return sealed;
  }

  boolean isKeyMissing() {
    return chain.isKeyMissing();
  }
}
