package dev.agentruntime.middleware.audit;

import static dev.agentruntime.middleware.audit.Streams.KEY;
import static dev.agentruntime.middleware.audit.Streams.finished;
import static dev.agentruntime.middleware.audit.Streams.first;
import static dev.agentruntime.middleware.audit.Streams.key;
import static dev.agentruntime.middleware.audit.Streams.lines;
import static dev.agentruntime.middleware.audit.Streams.proposed;
import static dev.agentruntime.middleware.audit.Streams.rewrite;
import static dev.agentruntime.middleware.audit.Streams.started;
import static dev.agentruntime.middleware.audit.Streams.wholeCall;
import static dev.agentruntime.middleware.audit.Streams.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.middleware.audit.AuditFinding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a stream is found, and named. */
class AuditVerifierTest {
  @TempDir private Path directory;

  private AuditReport verify() throws IOException {
    return AuditVerifier.of(KEY).verify(directory);
  }

  private static String kinds(AuditReport report) {
    return report.findings().stream().map(f -> f.kind().name()).collect(Collectors.joining(" "));
  }

  private void writeThreeCalls() throws Exception {
    List<AuditRecord> records = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      records.addAll(wholeCall(i));
    }
    write(directory, records);
  }

  @Test
  void whatWasWrittenAndSealedIsIntact() throws Exception {
    writeThreeCalls();
    AuditReport report = verify();
    assertEquals(List.of(), report.findings());
    assertEquals(AuditReport.OK, report.exitCode());
    assertEquals(17, report.lines(), "an opening, fifteen records, a seal");
    assertEquals(17, report.tip().orElseThrow().sequence());
  }

  @Test
  void aFlippedByteIsFoundWhereItIs() throws Exception {
    write(directory, wholeCall(1));
    byte[] good = Files.readAllBytes(first(directory));
    int line = 1;
    for (int i = 0; i < good.length; i++) {
      if (i % 7 == 0 || good[i] == '\n') {
        byte[] bad = good.clone();
        bad[i] ^= 1;
        Files.write(first(directory), bad);
        assertFound(i, line, verify());
      }
      line += good[i] == '\n' ? 1 : 0;
    }
  }

  private static void assertFound(int at, int line, AuditReport report) {
    assertNotEquals(AuditReport.OK, report.exitCode(), () -> "byte " + at + " was flipped");
    long found = report.findings().getFirst().line();
    assertTrue(Math.abs(found - line) <= 1, () -> "byte " + at + ", line " + line + ": " + report);
  }

  @Test
  void anAlteredBodyIsOneFinding() throws Exception {
    writeThreeCalls();
    List<String> lines = lines(first(directory));
    lines.set(3, lines.get(3).replace("rule r1", "rule r2"));
    rewrite(first(directory), lines);

    assertEquals("TAMPERED", kinds(verify()));
    AuditFinding found = verify().findings().getFirst();
    assertEquals(4, found.line());
    assertEquals(4, found.sequence());
    assertEquals(
        "TAMPERED audit-00000001.jsonl:4 record 4: is not what was written: its code does not fit",
        found.toString());
  }

  @Test
  void anAlteredCodeIsOneFinding() throws Exception {
    writeThreeCalls();
    List<String> lines = lines(first(directory));
    String line = lines.get(4);
    char digit = line.charAt(10) == '0' ? '1' : '0';
    lines.set(4, line.substring(0, 10) + digit + line.substring(11));
    rewrite(first(directory), lines);

    assertEquals("TAMPERED", kinds(verify()));
    assertEquals(5, verify().findings().getFirst().line());
  }

  @Test
  void anAlteredNumberIsOneFinding() throws Exception {
    writeThreeCalls();
    List<String> lines = lines(first(directory));
    lines.set(4, lines.get(4).replace("\"seq\":5", "\"seq\":9"));
    rewrite(first(directory), lines);

    assertEquals("TAMPERED", kinds(verify()));
    assertEquals(5, verify().findings().getFirst().line());
  }

  @Test
  void everyDroppedLineIsFoundAndNamed() throws Exception {
    write(directory, wholeCall(1));
    List<String> good = lines(first(directory));
    for (int i = 0; i < good.size() - 1; i++) {
      List<String> bad = new ArrayList<>(good);
      bad.remove(i);
      rewrite(first(directory), bad);
      AuditReport report = verify();
      int dropped = i + 1;
      assertTrue(
          report.findings(Kind.GAP).stream().anyMatch(f -> f.sequence() == dropped),
          () -> "line " + dropped + " was dropped: " + report);
    }
  }

  @Test
  void severalDroppedLinesAreOneGap() throws Exception {
    writeThreeCalls();
    List<String> lines = lines(first(directory));
    lines.subList(5, 9).clear();
    rewrite(first(directory), lines);

    AuditFinding gap = verify().findings(Kind.GAP).getFirst();
    assertEquals(6, gap.sequence());
    assertTrue(gap.text().contains("records 6 to 9 are missing"), gap.text());
  }

  @Test
  void linesThatChangedPlacesAreFound() throws Exception {
    writeThreeCalls();
    List<String> good = lines(first(directory));
    for (int i = 1; i < good.size() - 2; i++) {
      List<String> bad = new ArrayList<>(good);
      Collections.swap(bad, i, i + 1);
      rewrite(first(directory), bad);
      AuditReport report = verify();
      int at = i;
      assertEquals(1, report.findings(Kind.REORDERED).size(), () -> at + ": " + report);
      assertEquals(0, report.findings(Kind.GAP).size(), () -> at + ": " + report);
    }
  }

  @Test
  void aDoubledLineIsFound() throws Exception {
    writeThreeCalls();
    List<String> good = lines(first(directory));
    for (int i = 0; i < good.size() - 1; i++) {
      List<String> bad = new ArrayList<>(good);
      bad.add(i + 1, good.get(i));
      rewrite(first(directory), bad);
      AuditReport report = verify();
      int at = i;
      assertEquals(1, report.findings(Kind.DUPLICATE).size(), () -> at + ": " + report);
    }
  }

  @Test
  void aLineOfAnotherStreamIsFound(@TempDir Path other) throws Exception {
    writeThreeCalls();
    write(other, wholeCall(1));
    List<String> lines = lines(first(directory));
    lines.set(3, lines(first(other)).get(3));
    rewrite(first(directory), lines);

    assertEquals("TAMPERED", kinds(verify()));
  }

  @Test
  void whatIsNoLineOfAnAuditFileIsFound() throws Exception {
    writeThreeCalls();
    List<String> lines = lines(first(directory));
    lines.set(3, "# nothing to see here");
    rewrite(first(directory), lines);

    assertEquals("TAMPERED", verify().findings().getFirst().kind().name());
    assertEquals(4, verify().findings().getFirst().line());
  }

  @Test
  void aTailThatWasCutOffLeavesNoSealAndDisagreesWithATipKeptElsewhere() throws Exception {
    writeThreeCalls();
    AuditTip tip = verify().tip().orElseThrow();
    List<String> lines = lines(first(directory));
    rewrite(first(directory), lines.subList(0, lines.size() - 2));

    assertTrue(kinds(verify()).contains("UNSEALED"), kinds(verify()));
    AuditReport anchored = AuditVerifier.of(KEY).anchoredAt(tip).verify(directory);
    assertEquals(AuditReport.DAMAGED, anchored.exitCode());
    assertEquals(17, anchored.findings(Kind.TRUNCATED).getFirst().sequence());
  }

  @Test
  void aStreamThatWasWrittenAnewWithTheKeyDisagreesWithATipKeptElsewhere(@TempDir Path other)
      throws Exception {
    writeThreeCalls();
    AuditTip tip = verify().tip().orElseThrow();
    write(other, wholeCall(1));

    AuditReport report = AuditVerifier.of(KEY).anchoredAt(tip).verify(other);
    assertEquals(1, report.findings(Kind.TRUNCATED).size(), report::toString);

    AuditTip wrongLine = new AuditTip(tip.stream(), 4, "0".repeat(64));
    assertEquals(
        4,
        AuditVerifier.of(KEY)
            .anchoredAt(wrongLine)
            .verify(directory)
            .findings(Kind.TRUNCATED)
            .getFirst()
            .line());
  }

  @Test
  void aTipThatWasReachedIsFine() throws Exception {
    writeThreeCalls();
    AuditTip tip = verify().tip().orElseThrow();
    assertEquals(
        AuditReport.OK,
        AuditVerifier.of(KEY)
            .anchoredAt(AuditTip.parse(tip.toString()))
            .verify(directory)
            .exitCode());
  }

  @Test
  void nothingAtAllIsNotIntact() throws Exception {
    assertEquals(AuditReport.DAMAGED, verify().exitCode());
  }

  @Test
  void aWrongKeyIsNamedAndNothingIsTakenForIntact() throws Exception {
    writeThreeCalls();
    AuditReport report = AuditVerifier.of(key(2)).verify(directory);
    assertEquals("WRONG_KEY", kinds(report));
    assertTrue(report.findings().getFirst().text().contains(KEY.id()));
    assertEquals(AuditReport.UNCHECKED, report.exitCode());
    assertFalse(report.isIntact());
  }

  @Test
  void aStreamWhoseKeyWasChangedIsCheckedWithBoth() throws Exception {
    write(directory, wholeCall(1));
    try (AuditFile file = AuditFile.open(directory, key(2))) {
      file.writeThrough(() -> proposed(2));
      file.writeThrough(() -> finished(2, Effect.ANSWERED));
    }
    assertEquals(AuditReport.OK, AuditVerifier.of(key(2), KEY).verify(directory).exitCode());
    assertEquals("WRONG_KEY", kinds(verify()));
  }

  @Test
  void aMissingSegmentIsFound() throws Exception {
    for (int i = 1; i <= 3; i++) {
      write(directory, wholeCall(i));
    }
    assertEquals(AuditReport.OK, verify().exitCode());

    Path second = Segments.file(directory, 2);
    byte[] kept = Files.readAllBytes(second);
    Files.delete(second);
    AuditFinding gap = verify().findings(Kind.GAP).getFirst();
    assertEquals(8, gap.sequence());
    assertEquals("audit-00000003.jsonl", gap.file());

    Files.write(second, kept);
    Files.delete(first(directory));
    assertEquals("GAP", kinds(verify()));
    assertTrue(verify().findings().getFirst().text().contains("begins with segment 2"));
  }

  @Test
  void aSegmentThatLostItsSealIsFound() throws Exception {
    write(directory, wholeCall(1));
    write(directory, wholeCall(2));
    List<String> lines = lines(first(directory));
    rewrite(first(directory), lines.subList(0, lines.size() - 1));

    assertEquals(7, verify().findings(Kind.GAP).getFirst().sequence());
  }

  @Test
  void somethingBehindASealIsFound() throws Exception {
    write(directory, wholeCall(1));
    List<String> lines = lines(first(directory));
    lines.add(lines.get(2));
    rewrite(first(directory), lines);

    assertTrue(kinds(verify()).contains("TAMPERED"), kinds(verify()));
  }

  @Test
  void anEndlessLineIsSkippedAndFound() throws Exception {
    write(directory, wholeCall(1));
    List<String> lines = lines(first(directory));
    lines.add(3, "x".repeat(3_000_000));
    rewrite(first(directory), lines);

    AuditReport report = verify();
    assertEquals(4, report.findings(Kind.TAMPERED).getFirst().line());
  }

  @Test
  void aToolWithEffectsThatBeganAndDidNotEndIsNamed() throws Exception {
    write(directory, List.of(proposed(1), started(1), proposed(2)));
    AuditReport report = verify();
    assertEquals("UNKNOWN_EFFECT OPEN_CALL", kinds(report));
    AuditFinding found = report.findings().getFirst();
    assertEquals(3, found.line());
    assertEquals(
        "call call-1 of tool 'pay' in run-1 began and did not end: what it did is not known",
        found.text());
    assertEquals(AuditReport.LOOK, report.exitCode());
    assertTrue(report.isIntact());
  }

  @Test
  void aCallThatEndedWithoutAnAnswerIsNamed() throws Exception {
    write(directory, List.of(proposed(1), started(1), finished(1, Effect.UNKNOWN)));
    assertEquals("UNKNOWN_EFFECT", kinds(verify()));
  }

  @Test
  void recordsThatTheWriterCouldNotKeepAreNamed() throws Exception {
    write(directory, Streams.oneOfEach());
    assertEquals("LOST_RECORDS", kinds(verify()));
    assertTrue(verify().toString().contains("could not keep 3 records"), verify().toString());
  }

  @Test
  void anUnfinishedLineIsNamed() throws Exception {
    write(directory, wholeCall(1));
    Files.writeString(
        first(directory), "{\"mac\":\"00", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    assertEquals("TAMPERED", kinds(verify()), "bytes behind the seal were passed over");

    List<String> lines = lines(first(directory));
    rewrite(first(directory), lines.subList(0, lines.size() - 2));
    Files.writeString(
        first(directory), "{\"mac\":\"00", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    assertEquals("UNSEALED", kinds(verify()));
    assertTrue(verify().toString().contains("10 bytes of an unfinished line"));
  }
}
