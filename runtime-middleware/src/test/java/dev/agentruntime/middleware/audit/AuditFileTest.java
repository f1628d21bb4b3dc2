package dev.agentruntime.middleware.audit;

import static dev.agentruntime.middleware.audit.Accounts.kinds;
import static dev.agentruntime.middleware.audit.Accounts.only;
import static dev.agentruntime.middleware.audit.Streams.KEY;
import static dev.agentruntime.middleware.audit.Streams.proposed;
import static dev.agentruntime.middleware.audit.Streams.started;
import static dev.agentruntime.middleware.audit.Streams.wholeCall;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.middleware.audit.AuditFinding.Kind;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the audit file behaves when things go wrong, and when they go on. */
@ExtendWith(RuntimeExtension.class)
class AuditFileTest {
  @TempDir private Path directory;
  private final FaultyFiles files = new FaultyFiles();
  private AuditFile.Builder builder = AuditFile.builder(Path.of("unset"), KEY);

  @BeforeEach
  void useTrackedTime(TrackedTime time) {
    builder = AuditFile.builder(directory, KEY).time(time).files(files);
  }

  private List<AuditRecord> kept() throws IOException {
    List<AuditRecord> records = new ArrayList<>();
    AuditReader.forEach(directory, records::add);
    return records;
  }

  private AuditReport verify() throws IOException {
    return AuditVerifier.of(KEY).verify(directory);
  }

  // ---- failing disks ----

  @Test
  void aFailedWriteIsTakenBackAndTheFileHealsWithTheDisk() throws Exception {
    try (AuditFile file = builder.open()) {
      file.writeThrough(() -> proposed(1));
      files.writesFail = true;
      for (int i = 0; i < 2; i++) {
        AuditUnavailableException refused =
            assertThrows(
                AuditUnavailableException.class, () -> file.writeThrough(() -> started(1)));
        assertEquals("disk", refused.code());
      }
      assertEquals(2, file.missing());
      files.writesFail = false;
      file.writeThrough(() -> started(1));
      assertEquals(0, file.missing());
    }
    assertEquals("Proposed Gap Started", kinds(kept()));
    assertEquals(2, only(AuditRecord.Gap.class, kept()).missing());
    assertTrue(verify().isIntact(), verify().toString());
  }

  @Test
  void nobodyGoesOnBehindAFailureNotEvenToRead() throws Exception {
    try (AuditFile file = builder.open()) {
      files.writesFail = true;
      assertThrows(AuditUnavailableException.class, () -> file.writeThrough(() -> proposed(1)));
      assertThrows(AuditUnavailableException.class, () -> file.write(() -> proposed(2)));
      files.writesFail = false;
      file.write(() -> proposed(3));
    }
    assertEquals("Gap Proposed", kinds(kept()));
  }

  @Test
  void aRecordThatWasTakenAndLostIsToldByAGap() throws Exception {
    try (AuditFile file = builder.open()) {
      files.writesFail = true;
      file.write(() -> proposed(1));
      assertThrows(AuditUnavailableException.class, () -> file.writeThrough(() -> proposed(2)));
      files.writesFail = false;
    }
    assertEquals(2, only(AuditRecord.Gap.class, kept()).missing());
    assertEquals(Kind.LOST_RECORDS, verify().findings().getFirst().kind());
  }

  @Test
  void afterAFailedSyncNothingIsBelievedAnyMore() throws Exception {
    AuditFile file = builder.open();
    file.writeThrough(() -> proposed(1));
    files.syncsFail = true;
    assertThrows(AuditUnavailableException.class, () -> file.writeThrough(() -> started(1)));
    files.syncsFail = false;
    assertThrows(AuditUnavailableException.class, () -> file.writeThrough(() -> started(2)));
    assertThrows(AuditUnavailableException.class, () -> file.write(() -> proposed(3)));
    assertThrows(AuditUnavailableException.class, file::close);
  }

  @Test
  void aSegmentThatCannotBeOpenedRefusesAndIsTriedAgain() throws Exception {
    try (AuditFile file = builder.open()) {
      files.opensFail = true;
      assertThrows(AuditUnavailableException.class, () -> file.writeThrough(() -> proposed(1)));
      files.opensFail = false;
      files.writesFail = true;
      assertThrows(AuditUnavailableException.class, () -> file.writeThrough(() -> proposed(1)));
      files.writesFail = false;
      file.writeThrough(() -> proposed(1));
    }
    assertEquals("Gap Proposed", kinds(kept()));
    assertTrue(verify().isIntact(), verify().toString());
  }

  @Test
  void aToolWithEffectsIsRefusedWhileTheDiskFails() throws Exception {
    FakeTool pay = FakeTool.answering("pay", "paid");
    try (AuditFile file = builder.open()) {
      ChainHarness chain = ChainHarness.around(pay).layer(Audit.to(file, KEY).build()).build();
      assertFalse(chain.call("{}").isError());
      files.writesFail = true;
      // What was said of this call before the failure was known may be lost; its start is not.
      assertInstanceOf(ToolOutcome.Blocked.class, chain.call("{}"));
      assertInstanceOf(ToolOutcome.Blocked.class, chain.call("{}"));
      assertEquals(1, pay.invocations().size());
      files.writesFail = false;
      assertFalse(chain.call("{}").isError());
      assertEquals(2, pay.invocations().size());
    }
    assertTrue(verify().isIntact(), verify().toString());
  }

  // ---- sync ----

  @Test
  void theStartOfAToolWithEffectsIsOnTheDiskBeforeItBegins() throws Exception {
    try (AuditFile file = builder.open()) {
      file.writeThrough(() -> started(1));
      assertEquals(1, files.syncs.get());
      file.write(() -> proposed(2));
      file.writeThrough(() -> started(2));
      assertEquals(2, files.syncs.get());
    }
    assertEquals(3, files.syncs.get(), "the sealed segment is synced too");
  }

  @Test
  void withoutSyncThereIsNone() throws Exception {
    try (AuditFile file = builder.sync(SyncPolicy.never()).open()) {
      file.writeThrough(() -> started(1));
    }
    assertEquals(0, files.syncs.get());
    assertTrue(verify().isIntact());
  }

  // ---- interrupts ----

  @Test
  void anInterruptDoesNotCloseTheFile() throws Exception {
    try (AuditFile file = builder.open()) {
      file.writeThrough(() -> proposed(1));
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> file.writeThrough(() -> started(1)));
      file.writeThrough(() -> started(2));
    }
    assertTrue(kinds(kept()).endsWith("Started"), kinds(kept()));
    assertTrue(verify().isIntact());
  }

  @Test
  void closingFinishesThoughItsThreadIsInterrupted() throws Exception {
    AuditFile file = builder.open();
    file.write(() -> proposed(1));
    Thread.currentThread().interrupt();
    file.close();
    assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    assertEquals("Proposed", kinds(kept()));
    assertTrue(verify().findings(Kind.UNSEALED).isEmpty());
  }

  // ---- segments ----

  @Test
  void aFullSegmentIsSealedAndTheChainGoesOnInTheNext() throws Exception {
    try (AuditFile file = builder.maxSegmentBytes(4_096).open()) {
      for (int i = 0; i < 20; i++) {
        for (AuditRecord record : wholeCall(i)) {
          file.writeThrough(() -> record);
        }
      }
    }
    int segments = Segments.in(directory).size();
    assertTrue(segments > 3, "segments: " + segments);
    assertEquals(100, kept().size());
    AuditReport report = verify();
    assertEquals(AuditReport.OK, report.exitCode(), report.toString());
    assertEquals(100 + 2L * segments, report.lines());
  }

  @Test
  void theNextProcessGoesOnWithTheChain() throws Exception {
    Streams.write(directory, wholeCall(1));
    Streams.write(directory, wholeCall(2));
    assertEquals(2, Segments.in(directory).size());
    assertEquals(AuditReport.OK, verify().exitCode(), verify().toString());
    assertEquals(14, verify().tip().orElseThrow().sequence());
  }

  @Test
  void aFileThatWasOpenedAndNotUsedLeavesNothing() throws Exception {
    builder.open().close();
    assertEquals(List.of(), Segments.in(directory));
  }

  @Test
  void anUnfinishedLineStaysAndTheNextSegmentOwnsUpToIt() throws Exception {
    Streams.write(directory, wholeCall(1));
    Path first = Streams.first(directory);
    List<String> lines = Streams.lines(first);
    Streams.rewrite(first, lines.subList(0, lines.size() - 1));
    Files.writeString(first, "{\"mac\":\"0", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    long length = Files.size(first);

    Streams.write(directory, wholeCall(2));

    assertEquals(length, Files.size(first), "evidence was destroyed");
    AuditReport report = verify();
    assertTrue(report.isIntact(), report.toString());
    assertEquals(1, report.findings(Kind.UNSEALED).size());

    Files.writeString(first, "1", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    assertTrue(verify().toString().contains("10 bytes of unfinished lines"), verify().toString());
    assertFalse(verify().isIntact());
  }

  @Test
  void aSegmentWithNothingButHalfItsOpeningIsPassedOver() throws Exception {
    Streams.write(directory, wholeCall(1));
    Files.writeString(Segments.file(directory, 2), "{\"mac\"");
    Streams.write(directory, wholeCall(2));
    assertEquals(3, Segments.in(directory).size());
    assertTrue(verify().isIntact(), verify().toString());
  }

  @Test
  void nothingIsAppendedToADamagedStream() throws Exception {
    Streams.write(directory, wholeCall(1));
    List<String> lines = Streams.lines(Streams.first(directory));
    lines.set(2, lines.get(2).replace("pay", "pry"));
    Streams.rewrite(Streams.first(directory), lines);

    AuditUnavailableException refused =
        assertThrows(AuditUnavailableException.class, builder::open);
    assertEquals("damaged", refused.code());
    Streams.rewrite(Streams.first(directory), lines); // the lock was released, too
    assertThrows(AuditUnavailableException.class, builder::open);
  }

  @Test
  void twoWritersOfOneDirectoryAreRefused() throws Exception {
    try (AuditFile _ = builder.open()) {
      IOException refused = assertThrows(IOException.class, builder::open);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("written by somebody else"),
          refused.toString());
    }
    builder.open().close();
  }

  // ---- anchor ----

  @Test
  void theAnchorIsToldOfEverySealAndOfTheEnd() throws Exception {
    List<AuditTip> tips = new ArrayList<>();
    try (AuditFile file = builder.maxSegmentBytes(4_096).anchor(tips::add).open()) {
      for (int i = 0; i < 8; i++) {
        for (AuditRecord record : wholeCall(i)) {
          file.writeThrough(() -> record);
        }
      }
    }
    assertEquals(Segments.in(directory).size(), tips.size());
    assertEquals(verify().tip().orElseThrow(), tips.getLast());
    for (AuditTip tip : tips) {
      assertEquals(
          AuditReport.OK, AuditVerifier.of(KEY).anchoredAt(tip).verify(directory).exitCode());
    }
  }

  @Test
  void anAnchorThatThrowsChangesNothing() throws Exception {
    AuditFile file =
        builder
            .anchor(
                tip -> {
                  throw new IllegalStateException("unreachable");
                })
            .open();
    file.writeThrough(() -> proposed(1));
    file.close();
    assertEquals(1, file.anchorFailures());
    assertTrue(verify().isIntact());
  }

  // ---- settings ----

  @Test
  void senselessSettingsAreRefusedByName() {
    assertRefused("audit queue must be at least 1, was 0", () -> builder.queue(0));
    assertRefused(
        "audit maxSegmentBytes must be at least 4096, was 1", () -> builder.maxSegmentBytes(1));
    assertRefused(
        "audit patience must be positive, was PT0S",
        () -> builder.patience(java.time.Duration.ZERO));
    assertRefused(
        "audit anchorInterval must be positive, was PT-1S",
        () -> builder.anchorInterval(java.time.Duration.ofSeconds(-1)));
    assertRefused(
        "the interval of an audit file's sync must be positive, was PT0S",
        () -> SyncPolicy.every(java.time.Duration.ZERO));
  }

  private static void assertRefused(String message, Runnable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting::run).getMessage());
  }

  @Test
  void itSaysWhatItIsSetToAndNotTheKey() throws Exception {
    try (AuditFile file = builder.open()) {
      assertEquals(
          "AuditFile("
              + directory
              + ", key "
              + KEY.id()
              + ", sync before effects, segments of 67108864 bytes, queue of 4096, patience PT5S,"
              + " no anchor)",
          file.toString());
    }
  }
}
