package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A thread that tells a run to stop may be held up in the middle of it. */
final class SlowSignalTest {
  private static final Duration HELD_UP = Duration.ofMillis(20);

  /** Interrupts at once, and is held up before it comes back. */
  private static final class SlowInterrupts implements TimeSource {
    private final TimeSource time = TimeSource.system();

    @Override
    public void interrupt(Thread thread) {
      time.interrupt(thread);
      Deadline end = Deadline.after(HELD_UP, time);
      while (!end.isExpired(time.nanoTime())) {
        time.park(end);
      }
    }

    @Override
    public long nanoTime() {
      return time.nanoTime();
    }

    @Override
    public Instant instant() {
      return time.instant();
    }

    @Override
    public Thread start(String name, Runnable task) {
      return time.start(name, task);
    }

    @Override
    public void park(Deadline deadline) {
      time.park(deadline);
    }

    @Override
    public void unpark(Thread thread) {
      time.unpark(thread);
    }
  }

  // One run more than there are carriers, all of them waiting for a thread that needs a carrier.
  @Test
  void runsThatWaitForTheirSignalDoNotKeepItFromComing() {
    int runs = Runtime.getRuntime().availableProcessors() + 1;
    TimeSource time = new SlowInterrupts();
    List<Turn> script = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      script.add(Turn.hang());
    }
    ScriptedModel model = ScriptedModel.on(time, script);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try (AgentRuntime runtime = AgentRuntime.builder(model).time(time).build()) {
            Agent agent = runtime.agent("agent").build();
            List<AgentRun> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
              all.add(agent.start("go"));
            }
            model.awaitRequests(runs, Deadline.never());
            for (AgentRun run : all) {
              time.start("canceller", () -> run.cancel("enough"));
            }
            for (AgentRun run : all) {
              assertInstanceOf(RunResult.Cancelled.class, run.result());
            }
          }
        });
  }
}
