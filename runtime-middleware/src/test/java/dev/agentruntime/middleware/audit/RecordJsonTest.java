package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.audit.AuditRecord;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordJsonTest {
  static Iterable<AuditRecord> records() {
    return Streams.oneOfEach();
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordIsReadAsItWasWritten(AuditRecord record) {
    byte[] body = Body.of(7, record);
    assertFalse(new String(body, StandardCharsets.UTF_8).contains("\n"), "a line break in a line");
    JsonNode parsed = Body.parse(body, 0, body.length);
    assertNotNull(parsed);
    assertEquals(7, Body.sequence(parsed));
    assertEquals(record, RecordJson.read(parsed));
  }

  @Test
  void everyKindOfRecordIsTried() {
    assertEquals(
        AuditRecord.class.getPermittedSubclasses().length - 1 + 7,
        Streams.oneOfEach().stream().map(Object::getClass).distinct().count(),
        "OfCall stands for its seven kinds");
  }

  @Test
  void whatIsNoRecordIsNone() {
    for (String text :
        new String[] {
          "{\"seq\":1,\"type\":\"opened\",\"at\":\"2026-01-01T00:00:00Z\"}",
          "{\"seq\":1,\"type\":\"started\",\"at\":\"2026-01-01T00:00:00Z\"}",
          "{\"seq\":1,\"type\":\"resumed\",\"at\":\"yesterday\"}",
          "{\"seq\":1,\"type\":\"gap\",\"at\":\"2026-01-01T00:00:00Z\",\"missing\":0}",
        }) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertNull(RecordJson.read(Objects.requireNonNull(Body.parse(bytes, 0, bytes.length))), text);
    }
    for (String text :
        new String[] {
          "[]", "{}", "{\"seq\":\"1\",\"type\":\"x\"}", "{\"seq\":1,\"type\":\"x\"} x"
        }) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertNull(Body.parse(bytes, 0, bytes.length), text);
    }
  }
}
