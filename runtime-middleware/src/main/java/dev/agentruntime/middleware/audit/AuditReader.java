package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.audit.AuditRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of an audit stream, one after the other, however many there are. It does not
 * check them: {@link AuditVerifier} does. Stateless.
 */
public final class AuditReader {
  private AuditReader() {}

  /**
   * Reads a stream. Lines that are no records of a known kind are passed over.
   *
   * @param directory where its segments are
   * @param reader is given each record, in order
   * @throws IOException if a file cannot be read
   */
  public static void forEach(Path directory, Consumer<? super AuditRecord> reader)
      throws IOException {
    Objects.requireNonNull(reader, "reader");
    for (Segments.Segment segment : Segments.in(directory)) {
      try (Lines lines = Lines.of(segment.file())) {
        for (Lines.Line raw = lines.next(); raw != null; raw = lines.next()) {
          AuditRecord record = raw.complete() ? recordOf(segment, raw) : null;
          if (record != null) {
            reader.accept(record);
          }
        }
      }
    }
  }

  private static @Nullable AuditRecord recordOf(Segments.Segment segment, Lines.Line raw) {
    JsonNode body = new StreamLine(segment, raw).body();
    return body == null ? null : RecordJson.read(body);
  }
}
