package dev.agentruntime.middleware.audit;

import static dev.agentruntime.middleware.audit.Streams.KEY;
import static dev.agentruntime.middleware.audit.Streams.proposed;
import static dev.agentruntime.middleware.audit.Streams.started;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit file does as time passes, in virtual time. */
class AuditFileTimeTest {
  @TempDir private Path directory;
  private final FaultyFiles files = new FaultyFiles();

  private AuditFile.Builder builder(VirtualTime time) {
    files.time = time;
    return AuditFile.builder(directory, KEY).time(time).files(files);
  }

  /** Runs on a thread that virtual time knows. */
  private static <T> T within(VirtualTime time, Callable<T> work) throws Exception {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    time.join(
        time.start(
            "test",
            () -> {
              try {
                result.set(work.call());
              } catch (Throwable e) {
                thrown.set(e);
              }
            }));
    if (thrown.get() != null) {
      throw new AssertionError(thrown.get());
    }
    return result.get();
  }

  @Test
  void whatWasWrittenIsSyncedWithinTheInterval() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      int syncs =
          within(
              time,
              () -> {
                try (AuditFile file =
                    builder(time).sync(SyncPolicy.every(Duration.ofSeconds(10))).open()) {
                  file.writeThrough(() -> started(1));
                  assertEquals(0, files.syncs.get());
                  time.sleep(Duration.ofSeconds(9));
                  assertEquals(0, files.syncs.get());
                  time.sleep(Duration.ofSeconds(2));
                  assertEquals(1, files.syncs.get());
                  time.sleep(Duration.ofHours(1));
                  return files.syncs.get();
                }
              });
      assertEquals(1, syncs, "nothing was written, so there is nothing to sync");
    }
  }

  @Test
  void theAnchorIsToldOncePerIntervalIfThereIsSomethingNew() throws Exception {
    List<AuditTip> tips = new ArrayList<>();
    try (VirtualTime time = VirtualTime.auto()) {
      within(
          time,
          () -> {
            try (AuditFile file =
                builder(time).anchor(tips::add).anchorInterval(Duration.ofMinutes(1)).open()) {
              file.writeThrough(() -> proposed(1));
              file.writeThrough(() -> proposed(2));
              time.sleep(Duration.ofSeconds(61));
              assertEquals(1, tips.size());
              assertEquals(3, tips.getFirst().sequence());
              time.sleep(Duration.ofHours(5));
              assertEquals(1, tips.size());
              return file;
            }
          });
    }
    assertEquals(2, tips.size(), "and of the seal");
  }

  @Test
  void whoWaitsForADiskThatHangsIsRefusedInTheEnd() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      within(
          time,
          () -> {
            AuditFile file = builder(time).patience(Duration.ofSeconds(5)).open();
            Gate disk = new Gate();
            files.gate = disk;
            long before = time.nanoTime();
            AuditUnavailableException slow =
                assertThrows(
                    AuditUnavailableException.class, () -> file.writeThrough(() -> started(1)));
            assertEquals("slow", slow.code());
            assertEquals(Duration.ofSeconds(5), Duration.ofNanos(time.nanoTime() - before));
            disk.open();
            file.close();
            return file;
          });
    }
  }

  @Test
  void aFullQueueHoldsCallersBackAndRefusesThemInTheEnd() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      within(
          time,
          () -> {
            AuditFile file = builder(time).queue(2).patience(Duration.ofSeconds(5)).open();
            Gate disk = new Gate();
            files.gate = disk;
            file.write(() -> proposed(0)); // the writer takes it and hangs
            time.sleep(Duration.ofMillis(1));
            file.write(() -> proposed(1));
            file.write(() -> proposed(2));
            AuditUnavailableException full =
                assertThrows(AuditUnavailableException.class, () -> file.write(() -> proposed(3)));
            assertEquals("full", full.code());

            Thread opener =
                time.start(
                    "opener",
                    () -> {
                      try {
                        time.sleep(Duration.ofSeconds(2));
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                      disk.open();
                    });
            long before = time.nanoTime();
            file.write(() -> proposed(4)); // waits for room and gets it
            assertEquals(Duration.ofSeconds(2), Duration.ofNanos(time.nanoTime() - before));
            time.join(opener);
            file.close();
            return file;
          });
    }
    List<String> ids = new ArrayList<>();
    AuditReader.forEach(
        directory,
        record -> {
          if (record instanceof dev.agentruntime.audit.AuditRecord.OfCall of) {
            ids.add(of.call().callId());
          }
        });
    assertEquals(List.of("call-0", "call-1", "call-2", "call-4"), ids);
  }
}
