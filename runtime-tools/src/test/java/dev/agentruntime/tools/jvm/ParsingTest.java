package dev.agentruntime.tools.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParsingTest {
  private static final String DUMP =
      """
      2026-01-01 10:00:00
      Full thread dump OpenJDK 64-Bit Server VM (25+1 mixed mode):

      "worker "one"" #31 [77] daemon prio=5 os_prio=0 cpu=12.50ms elapsed=3.25s tid=0x1 nid=77 waiting for monitor entry  [0x2]
         java.lang.Thread.State: BLOCKED (on object monitor)
      	at a.B.c(B.java:7)
      	- waiting to lock <0x0a> (a java.lang.Object)
      	- locked <0x0b> (a java.lang.Object)
      	at java.lang.Thread.run(java.base@25/Thread.java:1)

         Locked ownable synchronizers:
      	- <0x0c> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)

      "worker two" #32 [78] prio=5 os_prio=0 cpu=1.00ms elapsed=3.00s tid=0x1 nid=78 runnable  [0x2]
         java.lang.Thread.State: RUNNABLE

         Locked ownable synchronizers:
      	- None

      "G1 Service" os_prio=0 cpu=0.10ms elapsed=3.29s tid=0x3 nid=9 runnable

      Found one Java-level deadlock:
      =============================
      "worker one":
        waiting to lock monitor 0x1
      """;

  @Test
  void aDumpIsReadThreadByThread() {
    ThreadDump dump = ThreadDump.parse(DUMP);
    assertEquals(2, dump.threads().size());
    assertEquals(
        new DumpedThread(
            "worker \"one\"",
            31,
            Duration.ofMillis(12).plusNanos(500_000),
            Duration.ofMillis(3250),
            "BLOCKED (on object monitor)",
            List.of(
                "at a.B.c(B.java:7)",
                "- waiting to lock <0x0a> (a java.lang.Object)",
                "- locked <0x0b> (a java.lang.Object)",
                "at java.lang.Thread.run(java.base@25/Thread.java:1)"),
            List.of("- <0x0c> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)")),
        dump.threads().getFirst());
    assertEquals(List.of(), dump.threads().getLast().synchronizers());
    assertEquals("Found one Java-level deadlock:", dump.deadlocks().getFirst());
    assertEquals(4, dump.deadlocks().size());
  }

  @Test
  void theModelReadsTheDumpsOwnLines() {
    String text = JvmText.of(ThreadDump.parse(DUMP));
    assertTrue(
        text.startsWith(
            "\"worker \"one\"\" #31 cpu=12ms elapsed=3250ms\n   java.lang.Thread.State: BLOCKED"),
        text);
    assertTrue(text.contains("\t- waiting to lock <0x0a> (a java.lang.Object)\n"), text);
    assertTrue(text.contains("1 threads without Java frames: worker two\n"), text);
    assertTrue(text.contains("Found one Java-level deadlock:\n"), text);
  }

  @Test
  void equalStacksAreShownOnce() {
    DumpedThread one =
        new DumpedThread(
            "a",
            1,
            Duration.ZERO,
            Duration.ZERO,
            "WAITING",
            List.of("at x.Y.z(Y.java:1)"),
            List.of());
    DumpedThread two =
        new DumpedThread(
            "b",
            2,
            Duration.ZERO,
            Duration.ZERO,
            "WAITING",
            List.of("at x.Y.z(Y.java:1)"),
            List.of());
    assertEquals(
        """
        2 threads with this stack: "a", "b"
           java.lang.Thread.State: WAITING
        \tat x.Y.z(Y.java:1)

        The JVM reports no deadlock.
        """,
        JvmText.of(new ThreadDump(List.of(one, two), List.of())));
  }

  @Test
  void aHistogramIsReadRowByRow() {
    HeapHistogram histogram =
        HeapHistogram.parse(
            """
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         17222         911952  [B (java.base@25.0.3)
               2:            12            480  a.b.C$D
            Total         17234         912432
            """);
    assertEquals(
        new HeapHistogram(
            List.of(
                new HeapHistogram.Row("[B", 17222, 911952),
                new HeapHistogram.Row("a.b.C$D", 12, 480)),
            17234,
            912432),
        histogram);
    assertEquals(
        """
        #instances  #bytes  class
        17222  911952  [B
        [… 1 classes more]
        total 17234 instances, 912432 bytes
        """,
        JvmText.of(histogram, 1));
  }

  @Test
  void whatIsNoDumpHoldsNothing() {
    assertEquals(new ThreadDump(List.of(), List.of()), ThreadDump.parse("no such process\n"));
    assertEquals(new HeapHistogram(List.of(), 0, 0), HeapHistogram.parse(""));
  }
}
