package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a tool may be silent, on the thread of its call and on one of its own. */
@ExtendWith(RuntimeExtension.class)
class IdleLimitTest {
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Timeout TIMEOUT =
      Timeout.builder().limit(Duration.ofMinutes(1)).idleLimit("*", IDLE).build();

  private final List<ChainHarness> open = new ArrayList<>();
  private final VirtualTime time;

  IdleLimitTest(VirtualTime time) {
    this.time = time;
  }

  @AfterEach
  void close() {
    open.forEach(ChainHarness::close);
  }

  @Test
  void aSilentToolIsEndedAndItsEffectIsUnknown() throws InterruptedException {
    for (ToolTrait trait : List.of(ToolTrait.INTERRUPTIBLE, ToolTrait.SENSITIVE)) {
      Duration before = time.elapsed();

      ToolOutcome outcome = chain(tool(trait, Replies.hang()), TIMEOUT).call("{}");

      assertEquals(new ToolOutcome.TimedOut(IDLE, true, false), outcome);
      assertEquals(IDLE, time.elapsed().minus(before));
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @Test
  void aToolThatTellsOfItsProgressGoesOn() throws InterruptedException {
    for (ToolTrait trait : List.of(ToolTrait.INTERRUPTIBLE, ToolTrait.SENSITIVE)) {
      AgentTool talking = tool(trait, reporting(10, Duration.ofSeconds(4)));

      assertEquals(ToolOutcome.success("done"), chain(talking, TIMEOUT).call("{}"));
    }
  }

  @Test
  void theTimeCountsFromTheLastReport() throws InterruptedException {
    AgentTool talking =
        tool(
            ToolTrait.INTERRUPTIBLE,
            invocation -> {
              reporting(3, Duration.ofSeconds(4)).call(invocation);
              return Replies.hang().call(invocation);
            });

    assertEquals("timed_out", chain(talking, TIMEOUT).call("{}").code());
    assertEquals(Duration.ofSeconds(12 + 5), time.elapsed());
  }

  @Test
  void progressExtendsNoOtherLimit() throws InterruptedException {
    for (ToolTrait trait : List.of(ToolTrait.INTERRUPTIBLE, ToolTrait.SENSITIVE)) {
      AgentTool talking = tool(trait, reporting(1_000, Duration.ofSeconds(4)));

      assertEquals(
          new ToolOutcome.TimedOut(Duration.ofMinutes(1), true, false),
          chain(talking, TIMEOUT).call("{}"));
    }
    assertEquals(Duration.ofMinutes(2), time.elapsed());
  }

  @Test
  void aSiblingsProgressIsNoSignOfLife() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search")
            .traits(ToolTrait.INTERRUPTIBLE)
            .onCall(1, Replies.hang())
            .onCall(2, reporting(5, Duration.ofSeconds(4)))
            .build();
    HarnessRun run = chain(tool, TIMEOUT).newRun();
    AtomicReference<String> first = new AtomicReference<>("nothing");
    Thread silent = time.start("silent", () -> first.set(ended(run)));
    time.settle();

    assertEquals("success at 20", ended(run));
    time.join(silent);
    assertEquals("timed_out at 5", first.get());
  }

  @Test
  void aReportFromAThreadNobodyKnowsCounts() throws InterruptedException {
    AgentTool helped =
        tool(
            ToolTrait.INTERRUPTIBLE,
            invocation -> {
              Thread helper =
                  time.start(
                      "helper",
                      () -> {
                        try {
                          reporting(3, Duration.ofSeconds(4)).call(invocation);
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                      });
              time.join(helper);
              return ToolOutcome.success("done");
            });

    assertEquals(ToolOutcome.success("done"), chain(helped, TIMEOUT).call("{}"));
    assertEquals(Duration.ofSeconds(12), time.elapsed());
  }

  @Test
  void theToolSeesTheHardDeadline() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").traits(ToolTrait.INTERRUPTIBLE).build();
    long begin = time.nanoTime();

    chain(tool, TIMEOUT).call("{}");

    assertEquals(
        Duration.ofMinutes(1).toNanos(),
        tool.invocations().getFirst().attempt().deadline().nanos() - begin);
  }

  @Test
  void anAnswerThatComesAllTheSameStands() throws InterruptedException {
    AgentTool late = tool(ToolTrait.INTERRUPTIBLE, Replies.swallowingInterrupt("late"));

    assertEquals(ToolOutcome.success("late"), chain(late, TIMEOUT).call("{}"));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void cancellingTheRunWins() throws InterruptedException {
    HarnessRun run = chain(tool(ToolTrait.INTERRUPTIBLE, Replies.hang()), TIMEOUT).newRun();
    AtomicReference<String> ended = new AtomicReference<>("nothing");
    Thread caller = time.start("caller", () -> ended.set(ended(run)));
    time.sleep(Duration.ofSeconds(1));

    run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"));
    time.join(caller);

    assertEquals("interrupted at 1", ended.get());
  }

  @Test
  void aHardLimitMustRemain() {
    assertRefused(
        "idle limit of tool 'search' must be shorter than a hard limit on its attempt or call, was"
            + " PT5S with PT5S",
        Timeout.builder().limit(IDLE).idleLimit("search", IDLE));
    assertRefused(
        "idle limit of tool 'search' must be shorter than a hard limit on its attempt or call, was"
            + " PT5S without one",
        Timeout.builder().unlimited("search").idleLimit("search", IDLE));
    assertEquals(
        "idle timeout of 'a' must be positive, was PT0S",
        assertThrows(
                IllegalArgumentException.class,
                () -> Timeout.builder().idleLimit("a", Duration.ZERO))
            .getMessage());
  }

  @Test
  void aToolWithoutOnePaysNothing() {
    Timeout timeout = Timeout.builder().idleLimit("import_*", IDLE).build();

    assertEquals("timeout(search)", chain(FakeTool.named("search").build(), timeout).toString());
    assertEquals(
        "timeout(idle-timeout(import_all))",
        chain(FakeTool.named("import_all").build(), timeout).toString());
    assertEquals(
        "Timeout(calls PT30S, attempts none, idle none, import_* PT5S, grace PT2S, at most 8"
            + " abandoned per tool)",
        timeout.toBuilder().build().toString());
  }

  private String ended(HarnessRun run) {
    String how;
    try {
      how = run.call("{}").code();
    } catch (InterruptedException e) {
      how = "interrupted";
    }
    return how + " at " + time.elapsed().toSeconds();
  }

  private AgentTool.Body reporting(int times, Duration every) {
    return invocation -> {
      for (int report = 0; report < times; report++) {
        time.sleep(every);
        invocation.context().report("step " + report);
      }
      return ToolOutcome.success("done");
    };
  }

  private static AgentTool tool(ToolTrait trait, AgentTool.Body body) {
    return FakeTool.named("search").traits(trait).replies(body).build();
  }

  private ChainHarness chain(AgentTool tool, Timeout timeout) {
    ChainHarness chain = ChainHarness.around(tool).layer(timeout).time(time).build();
    open.add(chain);
    return chain;
  }

  private void assertRefused(String message, Timeout.Builder timeout) {
    AgentTool search = FakeTool.named("search").build();
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> chain(search, timeout.build()))
            .getMessage());
  }
}
