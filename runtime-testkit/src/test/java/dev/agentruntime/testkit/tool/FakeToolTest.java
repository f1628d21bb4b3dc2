package dev.agentruntime.testkit.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class FakeToolTest {

  private static List<String> codes(FakeTool tool, int calls) throws InterruptedException {
    ChainHarness chain = ChainHarness.around(tool).build();
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      codes.add(chain.call("{}").code());
    }
    return codes;
  }

  @Test
  void describesItselfAsTold() {
    JsonObjectSchema schema =
        JsonObjectSchema.builder().addStringProperty("id").required("id").build();
    FakeTool tool =
        FakeTool.named("find")
            .description("Finds.")
            .schema(schema)
            .traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE)
            .build();
    ToolDescriptor described = ToolDescriptor.of(tool);
    assertEquals("find", described.name());
    assertEquals("Finds.", described.specification().description());
    assertEquals(schema, described.specification().parameters());
    assertTrue(described.traits().has(ToolTrait.CACHEABLE));
    assertSame(tool.specification(), tool.specification());
  }

  @Test
  void answersOkUnlessTold() throws Exception {
    assertEquals(
        ToolOutcome.success("ok"),
        ChainHarness.around(FakeTool.named("a").build()).build().call("{}"));
    assertEquals(
        ToolOutcome.success("7"),
        ChainHarness.around(FakeTool.answering("a", "7")).build().call("{}"));
  }

  @Test
  void theNthCallDoesWhatTheScriptSays() throws Exception {
    FakeTool tool =
        FakeTool.named("a")
            .onCall(2, Replies.failure(() -> new IOException("reset")))
            .onCall(3, Replies.error("no such order"))
            .build();
    assertEquals(
        List.of("success", "infrastructure_error", "tool_error", "success"), codes(tool, 4));
    assertThrows(
        IllegalArgumentException.class, () -> FakeTool.named("a").onCall(0, Replies.echo()));
  }

  @Test
  void theSameSeedFailsTheSameCalls() throws Exception {
    List<String> first = codes(failing(0.3, 42), 200);
    assertEquals(first, codes(failing(0.3, 42), 200));
    assertNotEquals(first, codes(failing(0.3, 43), 200));
    long failures = first.stream().filter("tool_error"::equals).count();
    assertTrue(
        failures > 30 && failures < 90, "expected about 60 failures of 200, had " + failures);
    assertTrue(codes(failing(0, 1), 50).stream().allMatch("success"::equals));
    assertTrue(codes(failing(1, 1), 50).stream().allMatch("tool_error"::equals));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> failing(Double.NaN, 1));
    assertEquals("share must be from 0 to 1, was NaN", refused.getMessage());
  }

  private static FakeTool failing(double share, long seed) {
    return FakeTool.named("a").failingAtRandom(share, seed, Replies.error("no")).build();
  }

  @Test
  void remembersHowItWasCalled(VirtualTime time) throws Exception {
    FakeTool tool = FakeTool.named("a").replies(Replies.echo()).build();
    ChainHarness chain = ChainHarness.around(tool).time(time).build();
    var run = chain.newRun(RunOptions.builder().tenant("t").timeout(Duration.ofMinutes(1)).build());
    assertEquals(ToolOutcome.success("{\"x\":1}"), run.call("{\"x\":1}"));
    FakeTool.Invocation seen = tool.invocations().getFirst();
    assertEquals(1, seen.number());
    assertEquals("call-1", seen.callId());
    assertEquals("{\"x\":1}", seen.arguments());
    assertEquals(1, seen.attempt().number());
    assertEquals(Duration.ofMinutes(1), seen.attempt().deadline().remaining(time));
    assertEquals("t", seen.context().tenant().orElseThrow());
    assertEquals(Thread.currentThread().getName(), seen.threadName());
    assertEquals("run-1-1-0", seen.attempt().idempotencyKey());
  }

  @Test
  void delaysAreOnTheRunsClock(VirtualTime time) throws Exception {
    FakeTool tool =
        FakeTool.named("a")
            .delay(Duration.ofHours(1))
            .replies(Replies.after(Duration.ofHours(2), Replies.text("x")))
            .build();
    assertEquals(ToolOutcome.success("x"), ChainHarness.around(tool).time(time).build().call("{}"));
    assertEquals(Duration.ofHours(3), time.elapsed());
  }

  @Test
  void anInterruptEndsAHangAndIsCounted(VirtualTime time) throws Exception {
    FakeTool tool =
        FakeTool.named("a")
            .onCall(1, Replies.hang())
            .replies(Replies.after(Duration.ofDays(1), Replies.echo()))
            .build();
    for (int call = 1; call <= 2; call++) {
      ChainHarness chain = ChainHarness.around(tool).time(time).build();
      Thread caller =
          time.start(
              "caller", () -> assertThrows(InterruptedException.class, () -> chain.call("{}")));
      tool.awaitCalls(call, Deadline.never(), time);
      assertEquals(1, tool.running());
      time.interrupt(caller);
      time.join(caller);
      assertEquals(0, tool.running());
      assertEquals(call, tool.interrupted());
    }
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void aStubbornToolEndsOnlyWhenReleased(VirtualTime time) throws Exception {
    Gate gate = new Gate();
    FakeTool tool =
        FakeTool.named("a").replies(Replies.stubborn(gate, Replies.text("at last"))).build();
    ChainHarness chain = ChainHarness.around(tool).time(time).build();
    Trail trail = new Trail();
    Thread caller =
        time.start(
            "caller",
            () -> {
              try {
                trail.mark(chain.call("{}").textForModel() + ", flag " + Thread.interrupted());
              } catch (InterruptedException _) {
                trail.mark("interrupted");
              }
            });
    tool.awaitCalls(1, Deadline.never(), time);
    time.interrupt(caller);
    time.settle();
    trail.mark("released");
    gate.open();
    time.join(caller);
    trail.assertIs("released", "at last, flag true");
    assertEquals(0, tool.interrupted());
  }

  @Test
  void countsHowManyCallsRunAtOnce(VirtualTime time) throws Exception {
    Gate gate = new Gate();
    FakeTool tool = FakeTool.named("a").replies(Replies.afterGate(gate, Replies.text("x"))).build();
    ChainHarness chain = ChainHarness.around(tool).time(time).build();
    for (int i = 0; i < 3; i++) {
      time.start("caller-" + i, () -> assertEquals("success", callCode(chain)));
    }
    tool.awaitCalls(3, Deadline.never(), time);
    gate.open();
    time.settle();
    chain.call("{}");
    assertEquals(3, tool.mostAtOnce());
    assertEquals(4, tool.invocations().size());
  }

  private static String callCode(ChainHarness chain) {
    try {
      return chain.call("{}").code();
    } catch (InterruptedException _) {
      return "interrupted";
    }
  }

  @Test
  void repliesCanBreakEveryRule(VirtualTime time) throws Exception {
    FakeTool tool =
        FakeTool.named("a")
            .onCall(1, Replies.failure(() -> new NoClassDefFoundError("x")))
            .onCall(2, Replies.failure(() -> new Throwable("neither")))
            .onCall(3, Replies.outcome(new ToolOutcome.Suspended("r", "why")))
            .onCall(4, Replies.nothing())
            .onCall(5, Replies.swallowingInterrupt("fine"))
            .build();
    ChainHarness chain = ChainHarness.around(tool).time(time).build();
    assertThrows(NoClassDefFoundError.class, () -> chain.call("{}"));
    assertInstanceOf(ToolOutcome.InfrastructureError.class, chain.call("{}"));
    assertInstanceOf(ToolOutcome.Suspended.class, chain.call("{}"));
    assertThrows(dev.agentruntime.chain.MiddlewareContractException.class, () -> chain.call("{}"));
    Thread.currentThread().interrupt();
    assertEquals(ToolOutcome.success("fine"), chain.call("{}"));
  }

  @Test
  void waitingForCallsThatDoNotComeFails(VirtualTime time) {
    FakeTool tool = FakeTool.named("quiet").build();
    AssertionError late =
        assertThrows(
            AssertionError.class,
            () -> tool.awaitCalls(1, Deadline.after(Duration.ofSeconds(1), time), time));
    assertEquals("expected 1 calls of tool 'quiet', had 0 when time was up", late.getMessage());
  }
}
