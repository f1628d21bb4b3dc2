package dev.agentruntime.tools.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM that is looked into is the one the tests run in; jcmd does not mind. */
final class JvmProbeTest {
  @TempDir Path scratch;

  @Test
  void aDumpShowsWhoHoldsAndWhoWaits() throws Exception {
    JvmProbe probe = JvmProbe.of(ProcessHandle.current().pid(), scratch);
    ReentrantLock lock = new ReentrantLock();
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread holder = Thread.ofPlatform().name("holder").start(() -> hold(lock, monitor, held, done));
    held.await();
    Thread waiter =
        Thread.ofPlatform()
            .name("waiter")
            .start(
                () -> {
                  synchronized (monitor) {
                    done.getCount();
                  }
                });
    try {
      while (waiter.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      assertHolderAndWaiterAreShown(probe.threads());
    } finally {
      done.countDown();
      holder.join();
      waiter.join();
    }
  }

  private static void assertHolderAndWaiterAreShown(ThreadDump dump) {
    DumpedThread holding = named(dump, "holder");
    DumpedThread waiting = named(dump, "waiter");
    String locked =
        holding.stack().stream()
            .filter(line -> line.startsWith("- locked <"))
            .findFirst()
            .orElseThrow();
    String address = locked.substring("- locked ".length(), locked.indexOf('>') + 1);
    assertTrue(
        waiting.stack().stream().anyMatch(line -> line.startsWith("- waiting to lock " + address)),
        waiting::toString);
    assertEquals(1, holding.synchronizers().size(), holding::toString);
    assertEquals(List.of(), dump.deadlocks());
  }

  @Test
  void aBusyThreadStandsOutInLoadAndProfile() throws Exception {
    JvmProbe probe = JvmProbe.of(ProcessHandle.current().pid(), scratch);
    AtomicBoolean stop = new AtomicBoolean();
    Thread busy = Thread.ofPlatform().name("busy one").start(() -> spin(stop));
    try {
      // Compilers may be busier still; they have no Java frames.
      ThreadLoad busiest =
          probe.load(Duration.ofMillis(200)).stream()
              .filter(load -> !load.thread().stack().isEmpty())
              .findFirst()
              .orElseThrow();
      assertEquals("busy one", busiest.thread().name());
      assertTrue(busiest.share() > 0, busiest::toString);
      Profile profile = probe.cpuProfile(Duration.ofMillis(500));
      Profile.Stack hottest = profile.stacks().getFirst();
      assertEquals("busy one", hottest.subject());
      assertTrue(
          hottest.frames().getFirst().startsWith(JvmProbeTest.class.getName() + ".spin:"),
          hottest::toString);
    } finally {
      stop.set(true);
      busy.join();
    }
    try (Stream<Path> left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void anAllocatingMethodIsFoundByTheClassItAllocates() throws Exception {
    JvmProbe probe = JvmProbe.of(ProcessHandle.current().pid(), scratch);
    AtomicBoolean stop = new AtomicBoolean();
    Thread allocator = Thread.ofPlatform().name("allocator").start(() -> allocate(stop));
    try {
      // A sampler may miss it in one short recording; it cannot in many.
      Optional<Profile.Stack> sampled = Optional.empty();
      for (int attempt = 0; sampled.isEmpty() && attempt < 20; attempt++) {
        sampled =
            probe.allocationProfile(Duration.ofMillis(500)).stacks().stream()
                .filter(stack -> stack.subject().equals(Odd.class.getName()))
                .findFirst();
      }
      Profile.Stack found = sampled.orElseThrow();
      assertTrue(
          found.frames().getFirst().startsWith(JvmProbeTest.class.getName() + ".allocate:"),
          found::toString);
    } finally {
      stop.set(true);
      allocator.join();
    }
  }

  @Test
  void liveObjectsAreCounted() throws Exception {
    List<Odd> kept = IntStream.range(0, 321).mapToObj(_ -> new Odd()).toList();
    HeapHistogram histogram = JvmProbe.of(ProcessHandle.current().pid(), scratch).histogram();
    HeapHistogram.Row row =
        histogram.rows().stream()
            .filter(candidate -> candidate.className().equals(Odd.class.getName()))
            .findFirst()
            .orElseThrow();
    assertTrue(row.instances() >= kept.size(), row::toString);
    assertTrue(histogram.bytes() > row.bytes());
    assertEquals(0, kept.getLast().first());
  }

  @Test
  void anInterruptStopsTheRecording() throws Exception {
    interruptARecording();
    assertEquals(List.of(), FlightRecorder.getFlightRecorder().getRecordings());
  }

  private void interruptARecording() throws Exception {
    TimeSource time = TimeSource.system();
    JvmProbe probe = JvmProbe.of(ProcessHandle.current().pid(), scratch);
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("it returned"));
    Thread asking =
        time.start(
            "asking",
            () -> {
              try {
                probe.cpuProfile(Duration.ofHours(1));
              } catch (IOException | InterruptedException e) {
                thrown.set(e);
              }
            });
    while (FlightRecorder.getFlightRecorder().getRecordings().isEmpty()) {
      time.sleep(Duration.ofMillis(2));
    }
    time.interrupt(asking);
    asking.join();
    assertInstanceOf(InterruptedException.class, thrown.get());
  }

  @Test
  void aRecordingLeavesNothingInTheOtherJvmsWorkingDirectory() throws Exception {
    Path here = Path.of("").toAbsolutePath();
    List<Path> before = recordingsIn(here);
    JvmProbe.of(ProcessHandle.current().pid(), scratch).cpuProfile(Duration.ofMillis(50));
    interruptARecording();
    assertEquals(before, recordingsIn(here));
    assertEquals(List.of(), recordingsIn(scratch));
  }

  private static List<Path> recordingsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jfr")).sorted().toList();
    }
  }

  @Test
  void aProcessThatIsNoJvmIsNamed() {
    JvmProbe probe = JvmProbe.of(Integer.MAX_VALUE, scratch);
    JvmProbeException e = assertThrows(JvmProbeException.class, probe::threads);
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("JVM 2147483647 did not answer Thread.print: exit code 1"),
        e.getMessage());
    ToolException shown = assertThrows(ToolException.class, () -> new JvmTools(probe).threadDump());
    assertEquals(e.getMessage(), shown.getMessage());
  }

  @Test
  void senselessTimesAreRefusedByName() {
    JvmProbe probe = JvmProbe.of(1, scratch);
    assertEquals(
        "the time to look must be positive, was PT0S",
        assertThrows(IllegalArgumentException.class, () -> probe.cpuProfile(Duration.ZERO))
            .getMessage());
    assertEquals(
        "seconds must be from 1 to 30, was 31",
        assertThrows(ToolException.class, () -> new JvmTools(probe).profileCpu(31)).getMessage());
  }

  /** A class of its own, to be found by its name. */
  private static final class Odd {
    private final long[] body = new long[64];

    long first() {
      return body[0];
    }
  }

  private static final AtomicLong SINK = new AtomicLong();
  private static final AtomicReference<Odd> LAST = new AtomicReference<>(new Odd());

  private static void spin(AtomicBoolean stop) {
    long value = 1;
    while (!stop.get()) {
      for (int i = 0; i < 1000; i++) {
        value = value * 31 + i;
      }
      SINK.lazySet(value);
    }
  }

  private static void allocate(AtomicBoolean stop) {
    while (!stop.get()) {
      // It must escape, or the compiler makes no object of it.
      LAST.lazySet(new Odd());
    }
  }

  private static void hold(
      ReentrantLock lock, Object monitor, CountDownLatch held, CountDownLatch done) {
    lock.lock();
    try {
      synchronized (monitor) {
        held.countDown();
        awaitQuietly(done);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DumpedThread named(ThreadDump dump, String name) {
    return dump.threads().stream()
        .filter(thread -> thread.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
