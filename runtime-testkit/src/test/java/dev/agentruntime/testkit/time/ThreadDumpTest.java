package dev.agentruntime.testkit.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.time.ThreadDump.DumpedThread;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadDumpTest {
  @Test
  void virtualThreadStartedThroughTheDoorIsInTheDumpUntilItEnds() throws InterruptedException {
    TimeSource time = TimeSource.system();
    CountDownLatch started = new CountDownLatch(1);
    Thread thread =
        time.start(
            "dumped \"quoted\" 7",
            () -> {
              started.countDown();
              while (!Thread.currentThread().isInterrupted()) {
                time.park(Deadline.never());
              }
            });
    started.await();

    List<DumpedThread> found = ThreadDump.take().virtualThreadsNamed("dumped ");

    assertEquals(1, found.size());
    assertEquals(thread.threadId(), found.getFirst().id());
    assertEquals("dumped \"quoted\" 7", found.getFirst().name());
    assertTrue(String.join("\n", found.getFirst().stack()).contains("ThreadDumpTest"));
    assertTrue(ThreadDump.listsAllVirtualThreads());

    time.interrupt(thread);
    thread.join();
    assertEquals(List.of(), ThreadDump.take().virtualThreadsNamed("dumped "));
  }

  @Test
  void platformThreadsAreListedButNotAsVirtual() {
    String name = Thread.currentThread().getName();
    ThreadDump dump = ThreadDump.take();

    assertTrue(
        dump.threadsNamed(name).stream()
            .anyMatch(thread -> thread.id() == Thread.currentThread().threadId()));
    assertTrue(
        dump.virtualThreadsNamed("").stream()
            .noneMatch(t -> t.id() == Thread.currentThread().threadId()));
  }

  @Test
  void dumpIsReadByContainer() {
    ThreadDump dump =
        ThreadDump.parse(
            """
            {"threadDump": {"threadContainers": [
              {"container": "<root>", "threads": [
                {"tid": "3", "name": "main", "state": "RUNNABLE", "stack": ["a", "b"]}]},
              {"container": "pool@1", "parent": "<root>", "threads": [
                {"tid": "25", "virtual": true, "name": "", "state": "WAITING", "stack": []}]}]}}
            """);

    assertEquals(
        List.of(
            new DumpedThread(3, "main", false, "RUNNABLE", "<root>", List.of("a", "b")),
            new DumpedThread(25, "", true, "WAITING", "pool@1", List.of())),
        dump.threads());
  }

  @Test
  void otherTextIsRefused() {
    assertEquals(
        "no JSON thread dump: threadDump.threadContainers is missing",
        assertThrows(IllegalArgumentException.class, () -> ThreadDump.parse("{}")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> ThreadDump.parse("Full thread dump"));
  }
}
