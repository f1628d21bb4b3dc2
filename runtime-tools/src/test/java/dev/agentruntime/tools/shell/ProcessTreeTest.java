package dev.agentruntime.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real process trees: whatever ends a command, every process of it is dead when the call returns.
 */
final class ProcessTreeTest {
  /**
   * Writes the ids of a shell, a child, a grandchild and an orphan (its parent ends at once), then
   * waits for ever.
   */
  private static final String FAMILY =
      """
      (sh -c 'sleep 600 & echo $! >> pids; wait' & echo $! >> pids; wait) & echo $! >> pids
      sh -c 'sleep 600 & echo $! >> pids'
      echo $$ >> pids
      while [ $(wc -l < pids) -lt 5 ]; do sleep 0.01; done
      mv pids complete
      """;

  private static final int FAMILY_SIZE = 5;

  @TempDir Path root;

  @Test
  void theWholeTreeIsDeadAfterATimeLimit() throws Exception {
    // An hour passes when the family is complete, but not before the runner has set its limit:
    // it reads the clock once when it begins and once for the limit.
    AtomicInteger readings = new AtomicInteger();
    TimeSource leaping =
        new ForwardingTime(TimeSource.system()) {
          @Override
          public long nanoTime() {
            boolean leapt =
                readings.incrementAndGet() > 2 && Files.exists(root.resolve("complete"));
            return super.nanoTime() + (leapt ? Duration.ofHours(1).toNanos() : 0);
          }

          @Override
          public void park(Deadline deadline) {
            super.park(Deadline.afterNanos(deadline.nanos() - nanoTime(), super.nanoTime()));
          }
        };
    CommandRunner runner =
        CommandRunner.builder(root)
            .allowShell()
            .timeout(Duration.ofMinutes(59))
            .timeSource(leaping)
            .build();
    CommandResult result = runner.run(Command.shell(FAMILY + "sleep 600"));
    assertInstanceOf(CommandEnd.TimedOut.class, result.end());
    assertFamilyDead();
    assertEquals(List.of(), result.leftovers().survivors());
    assertTrue(result.leftovers().ended() >= FAMILY_SIZE, result.toString());
  }

  @Test
  void theWholeTreeIsDeadAfterAnInterrupt() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).allowShell().build();
    Throwable thrown = interruptedOnceComplete(runner, FAMILY + "sleep 600");
    assertInstanceOf(InterruptedException.class, thrown);
    assertFamilyDead();
  }

  @Test
  void processesThatIgnoreTheFirstSignalAreForced() throws Exception {
    CommandRunner runner =
        CommandRunner.builder(root).allowShell().grace(Duration.ofMillis(50)).build();
    Throwable thrown =
        interruptedOnceComplete(runner, "trap '' TERM\n" + FAMILY + "while :; do sleep 600; done");
    assertInstanceOf(InterruptedException.class, thrown);
    assertFamilyDead();
  }

  @Test
  void processesLeftBehindByAFinishedCommandAreEnded() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).allowShell().build();
    CommandResult result = runner.run(Command.shell(FAMILY + "echo done"));
    assertTrue(result.succeeded(), result.toString());
    assertEquals("done\n", result.stdout().text());
    assertTrue(result.leftovers().ended() >= FAMILY_SIZE - 1, result.toString());
    assertFamilyDead();
  }

  @Test
  void anInterruptBeforeTheStartRunsNothing() {
    CommandRunner runner = CommandRunner.builder(root).build();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> runner.run(Command.of("touch", "started")));
    assertFalse(Thread.interrupted());
    assertFalse(Files.exists(root.resolve("started")));
  }

  @Test
  void noThreadIsStartedForACommand() throws Exception {
    TimeSource noThreads =
        new ForwardingTime(TimeSource.system()) {
          @Override
          public Thread start(String name, Runnable task) {
            throw new IllegalStateException("started thread " + name);
          }
        };
    CommandRunner runner =
        CommandRunner.builder(root).timeSource(noThreads).grace(Duration.ZERO).build();
    assertTrue(runner.run(Command.of("echo")).succeeded());
    assertInstanceOf(
        CommandEnd.TimedOut.class,
        runner.run(Command.of("sleep", "600").within(Duration.ofMillis(20))).end());
  }

  private Throwable interruptedOnceComplete(CommandRunner runner, String script) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("run returned"));
    Thread worker =
        TimeSource.system()
            .start(
                "worker",
                () -> {
                  try {
                    runner.run(Command.shell(script));
                  } catch (CommandException | InterruptedException e) {
                    thrown.set(e);
                  }
                });
    TimeSource time = TimeSource.system();
    while (!Files.exists(root.resolve("complete")) && worker.isAlive()) {
      time.sleep(Duration.ofMillis(5));
    }
    time.interrupt(worker);
    worker.join();
    return thrown.get();
  }

  private void assertFamilyDead() throws IOException {
    List<String> pids = Files.readAllLines(root.resolve("complete"));
    assertEquals(FAMILY_SIZE, pids.size());
    for (String pid : pids) {
      Optional<ProcessHandle> alive =
          ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessTreeTest::runs);
      assertTrue(alive.isEmpty(), () -> "still alive: " + alive.map(ProcessHandle::info));
    }
  }

  /** An orphan that nobody has collected yet is dead, too. */
  private static boolean runs(ProcessHandle handle) {
    try {
      return !Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"))
          .contains(") Z ");
    } catch (IOException e) {
      return handle.isAlive();
    }
  }
}
