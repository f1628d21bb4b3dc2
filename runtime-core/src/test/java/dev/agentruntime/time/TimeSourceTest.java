package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rules every waiting type is built on, on the real clock. A wake-up that is lost shows as the
 * timeout.
 */
@Timeout(30)
class TimeSourceTest {
  private final TimeSource time = TimeSource.system();

  @Test
  void startRunsTheTaskOnANamedVirtualThread() throws InterruptedException {
    AtomicReference<Thread> ran = new AtomicReference<>();

    Thread thread = time.start("worker-7", () -> ran.set(Thread.currentThread()));
    thread.join();

    assertSame(thread, ran.get());
    assertTrue(thread.isVirtual());
    assertEquals("worker-7", thread.getName());
  }

  @Test
  void timekeeperIsAPlatformDaemonThatInheritsNothing() throws InterruptedException {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of the caller");
    AtomicReference<String> seen = new AtomicReference<>("not run");

    Thread thread = time.startTimekeeper("keeper", () -> seen.set(String.valueOf(local.get())));
    thread.join();

    assertEquals("null", seen.get());
    assertFalse(thread.isVirtual());
    assertTrue(thread.isDaemon());
    assertEquals("keeper", thread.getName());
  }

  @Test
  void hostsFactoryMakesEveryThreadUnderTheLibrarysName() throws InterruptedException {
    List<Thread> made = new CopyOnWriteArrayList<>();
    ThreadFactory factory =
        task -> {
          Thread thread = Thread.ofPlatform().name("of the host").unstarted(task);
          made.add(thread);
          return thread;
        };
    TimeSource hosted = TimeSource.system(factory);

    Thread worker = hosted.start("worker", () -> {});
    Thread keeper = hosted.startTimekeeper("keeper", () -> {});
    worker.join();
    keeper.join();

    assertEquals(List.of(worker, keeper), made);
    assertEquals("worker", worker.getName());
    assertEquals("keeper", keeper.getName());
  }

  @Test
  @SuppressWarnings("NullAway") // the host's fault is what is tested
  void factoryThatReturnsNullIsNamed() {
    ThreadFactory broken =
        new ThreadFactory() {
          @Override
          public Thread newThread(Runnable task) {
            return null;
          }

          @Override
          public String toString() {
            return "BrokenFactory";
          }
        };

    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> TimeSource.system(broken).start("worker", () -> {}));

    assertEquals(
        "thread factory BrokenFactory returned null for thread 'worker'", refused.getMessage());
  }

  @Test
  void wakeUpThatComesFirstIsKept() {
    time.unpark(Thread.currentThread());

    time.park(Deadline.never()); // returns, or the test times out
  }

  @Test
  void parkReturnsAtOnceWhenTheDeadlineHasPassed() {
    time.park(Deadline.afterNanos(0, time.nanoTime()));
  }

  @Test
  void parkReturnsWhenTheDeadlinePasses() {
    Deadline deadline = Deadline.after(Duration.ofMillis(2), time);

    while (!deadline.isExpired(time.nanoTime())) {
      time.park(deadline);
    }

    assertEquals(Duration.ZERO, deadline.remaining(time));
  }

  @Test
  void interruptedThreadDoesNotParkAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    time.park(Deadline.never());

    assertTrue(Thread.interrupted());
  }

  @Test
  void interruptWakesAParkedThread() throws InterruptedException {
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread parked =
        time.start(
            "parked",
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                time.park(Deadline.never());
              }
              interrupted.set(true);
            });

    time.interrupt(parked);
    parked.join();

    assertTrue(interrupted.get());
  }

  @Test
  void endedThreadIsLeftAlone() throws InterruptedException {
    Thread ended = time.start("ended", () -> {});
    ended.join();

    time.unpark(ended);
    time.interrupt(ended);

    assertFalse(ended.isAlive());
  }

  @Test
  void sleepOfNothingStillLooksAtTheInterrupt() throws InterruptedException {
    time.sleep(Duration.ZERO);
    time.sleep(Duration.ofSeconds(-1));
    Thread.currentThread().interrupt();

    InterruptedException stopped =
        assertThrows(InterruptedException.class, () -> time.sleep(Duration.ZERO));

    assertEquals("interrupted in a sleep of PT0S", stopped.getMessage());
    assertFalse(Thread.interrupted(), "the flag is cleared by the exception");
  }

  @Test
  void sleepLastsAtLeastItsTimeEvenWithStrayWakeUps() throws InterruptedException {
    long before = time.nanoTime();
    time.unpark(Thread.currentThread());

    time.sleep(Duration.ofMillis(3));

    assertTrue(time.nanoTime() - before >= 3_000_000);
  }

  @Test
  void textNamesTheSource() {
    assertEquals("TimeSource.system()", TimeSource.system().toString());
    assertSame(TimeSource.system(), TimeSource.system());
  }
}
