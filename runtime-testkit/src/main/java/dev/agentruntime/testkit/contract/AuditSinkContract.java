package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.contract.Background.Ending;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link AuditSink} asks of every place where audit records are kept. Extend it, say how to
 * open the sink and how to read what it has kept, and run it as a JUnit 5 test class.
 *
 * <p>The suite runs on the real clock, and fails a sink that leaves a thread behind.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class AuditSinkContract {
  /** Long enough for slow machines and disks. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

  private static final int THREADS = 6;
  private static final int RECORDS_PER_THREAD = 40;

  // Confined to the thread that runs the test.
  private @Nullable TrackedTime tracked;
  private @Nullable AuditSink opened;

  /** For subclasses. */
  protected AuditSinkContract() {}

  /**
   * Opens the sink, empty.
   *
   * @param time for its threads and waits
   * @return the sink; asked once for each test
   * @throws Exception if it cannot be opened
   */
  protected abstract AuditSink open(TimeSource time) throws Exception;

  /**
   * Reads what the sink that was opened last has kept so far.
   *
   * @return the records, in order
   * @throws Exception if they cannot be read
   */
  protected abstract List<AuditRecord> kept() throws Exception;

  /**
   * How long something may take to end, in real time, once it has to.
   *
   * @return {@link #DEFAULT_PATIENCE} unless overridden
   */
  protected Duration patience() {
    return DEFAULT_PATIENCE;
  }

  @BeforeEach
  final void openSink(TrackedTime time) throws Exception {
    this.tracked = time;
    this.opened = open(time);
  }

  @AfterEach
  final void closeSink() {
    sink().close();
  }

  private AuditSink sink() {
    return Objects.requireNonNull(opened, "the suite must be run by JUnit");
  }

  private TimeSource time() {
    return Objects.requireNonNull(tracked, "the suite must be run by JUnit");
  }

  private static AuditRecord record(String run, int number) {
    AuditRecord.Call call = new AuditRecord.Call(run, "call-" + number, "pay", 1, number, true);
    return new AuditRecord.Resumed(Instant.EPOCH.plusMillis(number), call);
  }

  private static AuditRecord defective() {
    throw new IllegalStateException("a defect");
  }

  private List<AuditRecord> keptInTheEnd() throws Exception {
    sink().close();
    return kept();
  }

  @Test
  final void recordsAreKeptAsTheyAreAndInOrder() throws Exception {
    List<AuditRecord> given = IntStream.range(0, 100).mapToObj(i -> record("run-1", i)).toList();
    for (AuditRecord record : given) {
      sink().write(() -> record);
    }
    assertEquals(given, keptInTheEnd());
  }

  @Test
  final void whatWasWrittenThroughIsKeptOnReturnAndWithItAllBefore() throws Exception {
    sink().write(() -> record("run-1", 1));
    sink().writeThrough(() -> record("run-1", 2));
    assertEquals(List.of(record("run-1", 1), record("run-1", 2)), kept());
  }

  @Test
  final void aRecordIsMadeOnce() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Supplier<AuditRecord> counted = () -> record("run-1", made.incrementAndGet());
    sink().write(counted);
    sink().writeThrough(counted);
    assertEquals(List.of(record("run-1", 1), record("run-1", 2)), keptInTheEnd());
    assertEquals(2, made.get());
  }

  @Test
  final void manyThreadsLoseNothingAndEachKeepsItsOrder() throws Exception {
    Gate gate = new Gate();
    List<Background<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String run = "run-" + i;
      writers.add(Background.start(time(), "writer-" + i, () -> writeMany(run, gate)));
    }
    gate.open();
    for (Background<Integer> writer : writers) {
      writer.await(patience(), "one of " + THREADS + " threads that write").valueOrThrow();
    }
    List<AuditRecord> all = keptInTheEnd();
    assertEquals(THREADS * RECORDS_PER_THREAD, all.size());
    for (int i = 0; i < THREADS; i++) {
      String run = "run-" + i;
      List<AuditRecord> own =
          IntStream.range(0, RECORDS_PER_THREAD).mapToObj(n -> record(run, n)).toList();
      List<AuditRecord> found =
          all.stream().filter(r -> ((AuditRecord.OfCall) r).call().runId().equals(run)).toList();
      assertEquals(own, found);
    }
  }

  private int writeMany(String run, Gate gate) throws InterruptedException {
    gate.pass(time());
    for (int i = 0; i < RECORDS_PER_THREAD; i++) {
      AuditRecord record = record(run, i);
      if (i % 5 == 0) {
        sink().writeThrough(() -> record);
      } else {
        sink().write(() -> record);
      }
    }
    return RECORDS_PER_THREAD;
  }

  @Test
  final void aRecordThatCannotBeMadeIsRefusedToWhoeverWaitsForIt() throws Exception {
    AuditUnavailableException refused =
        assertThrows(
            AuditUnavailableException.class,
            () -> sink().writeThrough(AuditSinkContract::defective));
    assertFalse(refused.code().isBlank());
    sink().writeThrough(() -> record("run-1", 1));
    assertTrue(keptInTheEnd().contains(record("run-1", 1)), "the sink did not recover");
  }

  @Test
  final void whatWasNotKeptIsToldByAGapAheadOfTheNextRecord() throws Exception {
    sink().writeThrough(() -> record("run-1", 1));
    for (int i = 0; i < 3; i++) {
      assertThrows(
          AuditUnavailableException.class, () -> sink().writeThrough(AuditSinkContract::defective));
    }
    sink().writeThrough(() -> record("run-1", 2));

    List<AuditRecord> all = keptInTheEnd();
    assertEquals(3, all.size(), all::toString);
    assertEquals(record("run-1", 1), all.get(0));
    assertEquals(3, assertInstanceOf(AuditRecord.Gap.class, all.get(1)).missing());
    assertEquals(record("run-1", 2), all.get(2));
  }

  @Test
  final void aClosedSinkRefuses() throws Exception {
    sink().writeThrough(() -> record("run-1", 1));
    sink().close();
    sink().close();
    assertThrows(AuditUnavailableException.class, () -> sink().write(() -> record("run-1", 2)));
    assertThrows(
        AuditUnavailableException.class, () -> sink().writeThrough(() -> record("run-1", 2)));
    assertEquals(List.of(record("run-1", 1)), kept());
  }

  @Test
  final void closingKeepsWhatWasTaken() throws Exception {
    List<AuditRecord> given = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      AuditRecord record = record("run-1", i);
      given.add(record);
      sink().write(() -> record);
    }
    sink().close();
    assertEquals(given, kept());
  }

  /** A thread that was interrupted may be refused, but the sink goes on working for others. */
  @Test
  final void anInterruptedCallerDoesNoHarmToTheSink() throws Exception {
    for (int i = 0; i < 20; i++) {
      AuditRecord record = record("run-1", i);
      Background<Boolean> interrupted =
          Background.start(
              time(),
              "interrupted",
              () -> {
                Thread.currentThread().interrupt();
                try {
                  sink().writeThrough(() -> record);
                } catch (InterruptedException e) {
                  return false;
                }
                return Thread.interrupted();
              });
      Ending<Boolean> ending = interrupted.await(patience(), "an interrupted caller");
      if (ending.thrown() != null) {
        assertInstanceOf(AuditUnavailableException.class, ending.thrown());
      }
    }
    sink().writeThrough(() -> record("run-2", 1));
    assertEquals(
        1, Collections.frequency(keptInTheEnd(), record("run-2", 1)), "the sink stopped working");
  }
}
