package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An event costs nothing if nobody listens: it is not even built. */
final class UnheardEventsTest {
  /** Every event says when it happened, so each one built asks for the wall clock. */
  private static final class CountingTime implements TimeSource {
    final TimeSource time = TimeSource.system();
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public Instant instant() {
      asked.incrementAndGet();
      return time.instant();
    }

    @Override
    public long nanoTime() {
      return time.nanoTime();
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

    @Override
    public void interrupt(Thread thread) {
      time.interrupt(thread);
    }
  }

  private final CountingTime time = new CountingTime();
  private final AtomicInteger builtByLayer = new AtomicInteger();

  private AgentRuntime runtime() {
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("look", "{}").andCall("look", "{}"),
            Turn.call("look", "{}"),
            Turn.answer("done"));
    return AgentRuntime.builder(model)
        .time(time)
        .tools(FakeTool.named("look").build())
        .middleware(
            Anchor.LOOP,
            "chatty",
            (call, next) -> {
              call.run()
                  .emit(
                      origin -> {
                        builtByLayer.incrementAndGet();
                        return new RunEvent.LayerDecided(origin, call.ref(), "chatty", "seen", "");
                      });
              return next.handle(call);
            })
        .build();
  }

  @Test
  void whatNobodyHearsIsNotBuilt() {
    try (AgentRuntime runtime = runtime()) {
      assertEquals("done", runtime.agent("agent").build().run("go").orThrow());
    }
    assertEquals(0, time.asked.get(), "events built by the loop");
    assertEquals(0, builtByLayer.get(), "events built by a layer");
  }

  @Test
  void whatOneRunsOwnListenerHearsIsBuiltForThatRun() {
    List<RunEvent> heard = new ArrayList<>();
    try (AgentRuntime runtime = runtime()) {
      RunOptions listening =
          RunOptions.builder()
              .listener(
                  event -> {
                    synchronized (heard) {
                      heard.add(event);
                    }
                  })
              .build();
      assertEquals("done", runtime.agent("agent").build().run("go", listening).orThrow());
    }
    assertTrue(heard.stream().anyMatch(RunEvent.RunEnded.class::isInstance));
    assertEquals(heard.size(), time.asked.get());
    assertEquals(3, builtByLayer.get());
  }
}
