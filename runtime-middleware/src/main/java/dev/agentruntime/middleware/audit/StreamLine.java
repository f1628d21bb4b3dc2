package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.JsonNode;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** One line of a stream as it was found. Confined to one thread. */
final class StreamLine {
  private final Segments.Segment segment;
  private final Lines.Line raw;
  private final @Nullable String mac;
  private final @Nullable JsonNode body;

  StreamLine(Segments.Segment segment, Lines.Line raw) {
    this.segment = segment;
    this.raw = raw;
    this.mac = LineFormat.macOf(raw.bytes());
    this.body =
        mac == null
            ? null
            : Body.parse(raw.bytes(), LineFormat.bodyAt(), LineFormat.bodyLength(raw.bytes()));
  }

  String file() {
    return segment.name();
  }

  long number() {
    return raw.number();
  }

  /** The code it carries; null if it is no line of an audit file. */
  @Nullable String mac() {
    return mac;
  }

  /** What it says; null if that cannot be understood. */
  @Nullable JsonNode body() {
    return body;
  }

  /** Its number in the stream; 0 if it cannot be understood. */
  long sequence() {
    return body == null ? 0 : Body.sequence(body);
  }

  /** The code it should carry if it follows another line. */
  String macAfter(String previous, Mac computation) {
    return LineFormat.mac(
        computation,
        previous,
        raw.bytes(),
        LineFormat.bodyAt(),
        LineFormat.bodyLength(raw.bytes()));
  }

  AuditFinding finding(AuditFinding.Kind kind, String text) {
    return new AuditFinding(kind, file(), number(), sequence(), text);
  }
}
