package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.audit.AuditRecord.Ending;
import dev.agentruntime.audit.AuditRecord.OnBehalf;
import dev.agentruntime.audit.AuditRecord.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Audit streams to play with. */
final class Streams {
  static final AuditKey KEY = key(1);
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Payload PAYLOAD =
      new Payload(14, "d".repeat(64), List.of("iban"), 1, "{\"iban\":\"…\n\u2028\"}");

  private Streams() {}

  static AuditKey key(int fill) {
    byte[] secret = new byte[AuditKey.MIN_BYTES];
    Arrays.fill(secret, (byte) fill);
    return AuditKey.of(secret);
  }

  static AuditRecord.Call call(int number) {
    return new AuditRecord.Call("run-1", "call-" + number, "pay", 1, number, true);
  }

  static AuditRecord started(int number) {
    return new AuditRecord.Started(AT, call(number), 1, "run-1-1-" + number, "d".repeat(64));
  }

  static AuditRecord proposed(int number) {
    return new AuditRecord.Proposed(
        AT, call(number), new OnBehalf("a/b", "s", null, "eve"), PAYLOAD, "e".repeat(64));
  }

  static AuditRecord finished(int number, Effect effect) {
    return new AuditRecord.Finished(
        AT,
        call(number),
        new Ending("success", "by", "reason", "inc-1", effect),
        1,
        Duration.ofMillis(1234),
        PAYLOAD);
  }

  /** A whole call. */
  static List<AuditRecord> wholeCall(int number) {
    return List.of(
        proposed(number),
        new AuditRecord.Intent(AT, call(number), PAYLOAD),
        new AuditRecord.Decided(AT, call(number), "policy", "allow", "rule r1"),
        started(number),
        finished(number, Effect.ANSWERED));
  }

  /** One of every kind. */
  static List<AuditRecord> oneOfEach() {
    List<AuditRecord> records = new ArrayList<>(wholeCall(1));
    records.add(new AuditRecord.Suspended(AT, call(2), "req-1"));
    records.add(new AuditRecord.Resumed(AT, call(2)));
    records.add(
        new AuditRecord.Finished(
            AT, call(2), new Ending("rejected", "", "", "", Effect.NONE), 0, Duration.ZERO, null));
    records.add(new AuditRecord.Gap(AT, 3));
    return records;
  }

  /** Writes records and closes the file. */
  static void write(Path directory, List<AuditRecord> records)
      throws IOException, InterruptedException {
    try (AuditFile file = AuditFile.open(directory, KEY)) {
      for (AuditRecord record : records) {
        file.writeThrough(() -> record);
      }
    }
  }

  /** The first segment. */
  static Path first(Path directory) {
    return Segments.file(directory, 1);
  }

  static List<String> lines(Path file) throws IOException {
    return new ArrayList<>(List.of(Files.readString(file, StandardCharsets.UTF_8).split("\n")));
  }

  static void rewrite(Path file, List<String> lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
  }
}
