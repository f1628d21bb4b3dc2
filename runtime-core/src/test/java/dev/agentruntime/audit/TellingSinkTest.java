package dev.agentruntime.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.audit.AuditRecord.Call;
import dev.agentruntime.audit.AuditRecord.Gap;
import dev.agentruntime.audit.AuditRecord.Resumed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A listener is told everything, or of how much it was not told. */
class TellingSinkTest {
  private static final AuditRecord RECORD =
      new Resumed(Instant.EPOCH, new Call("run-1", "call-1", "pay", 1, 0, true));

  private final List<AuditRecord> told = new ArrayList<>();
  private boolean broken;

  private final AuditSink sink =
      AuditSink.telling(
          record -> {
            if (broken) {
              throw new IllegalStateException("secret");
            }
            told.add(record);
          });

  @Test
  void theListenerIsToldAtOnce() throws InterruptedException {
    sink.write(() -> RECORD);
    sink.writeThrough(() -> RECORD);
    assertEquals(List.of(RECORD, RECORD), told);
  }

  @Test
  void aListenerThatThrowsDoesNotKeepTheRecordAndIsToldOfTheGap() throws InterruptedException {
    broken = true;
    for (int i = 0; i < 2; i++) {
      AuditUnavailableException refused =
          assertThrows(AuditUnavailableException.class, () -> sink.write(() -> RECORD));
      assertEquals("listener", refused.code());
      assertEquals(
          "the audit listener threw java.lang.IllegalStateException", refused.getMessage());
    }
    broken = false;
    sink.write(() -> RECORD);
    assertEquals(List.of(new Gap(Instant.EPOCH, 2), RECORD), told);
  }

  @Test
  void aClosedSinkRefuses() {
    sink.close();
    sink.close();
    assertEquals(
        "closed",
        assertThrows(AuditUnavailableException.class, () -> sink.write(() -> RECORD)).code());
  }

  @Test
  void aGapOfNothingIsNone() {
    assertThrows(IllegalArgumentException.class, () -> new Gap(Instant.EPOCH, 0));
  }
}
