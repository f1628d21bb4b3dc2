package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting out the moment between a thread's last act and its end. */
@Timeout(60)
class AwaitEndTest {
  private final TimeSource time = TimeSource.system();

  @Test
  void aThreadThatHasActedForTheLastTimeIsDeadAfterwards() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      CountDownLatch lastAct = new CountDownLatch(1);
      Thread thread = time.start("child", lastAct::countDown);
      lastAct.await();
      time.awaitEnd(thread);
      assertFalse(thread.isAlive());
    }
  }

  @Test
  void anInterruptNeitherShortensTheWaitNorGetsLost() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    TimeSource platform = TimeSource.system(Thread.ofPlatform().factory());
    Thread slow =
        platform.start(
            "slow to end",
            () -> {
              try {
                release.await();
                released.countDown();
              } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts this thread", e);
              }
            });
    Thread[] waiter = new Thread[1];
    boolean[] flag = new boolean[1];
    CountDownLatch waiting = new CountDownLatch(1);
    waiter[0] =
        platform.start(
            "waiter",
            () -> {
              waiting.countDown();
              time.awaitEnd(slow);
              flag[0] = Thread.currentThread().isInterrupted() && !slow.isAlive();
            });
    waiting.await();
    time.interrupt(waiter[0]);
    assertTrue(slow.isAlive());
    assertEquals(1, released.getCount());
    release.countDown();
    waiter[0].join();
    assertTrue(flag[0]);
  }

  @Test
  void aThreadThatHasEndedIsNotWaitedFor() throws Exception {
    Thread thread = time.start("child", () -> {});
    thread.join();
    time.awaitEnd(thread);
    assertFalse(thread.isAlive());
  }
}
