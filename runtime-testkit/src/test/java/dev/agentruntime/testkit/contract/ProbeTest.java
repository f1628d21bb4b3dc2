package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class ProbeTest {
  private static final ToolOutcome EARLY = ToolOutcome.success("early");

  private final Gate toTheTool = new Gate();
  private final Gate atTheTool = new Gate();
  private final FakeTool tool =
      FakeTool.named("a").replies(Replies.afterGate(atTheTool, Replies.text("late"))).build();

  /** Proceeds on another thread, once the first gate is open, and does not wait for it. */
  private ToolOutcome proceedLater(ToolCall call, ToolHandler next) {
    ToolCall fork = call.fork();
    call.context()
        .time()
        .start(
            "worker",
            () -> {
              try {
                toTheTool.pass(fork.context().time());
                next.handle(fork);
              } catch (InterruptedException _) {
                // ends the thread
              }
            });
    return EARLY;
  }

  private ToolOutcome awaitTheToolAndReturn(ToolCall call, ToolHandler next)
      throws InterruptedException {
    toTheTool.open();
    proceedLater(call, next);
    tool.awaitCalls(1, Deadline.never(), call.context().time());
    return EARLY;
  }

  @Test
  void aLinkThatReturnsWhileTheRestRunsIsOnRecord(VirtualTime time) throws Exception {
    Probe probe = new Probe(Layer.of(Anchor.TOOL, "hasty", this::awaitTheToolAndReturn));
    assertEquals(EARLY, ChainHarness.around(tool).layer(probe).time(time).build().call("{}"));
    assertEquals(1, probe.leftRunning());
    assertEquals(List.of(), probe.faults());
    atTheTool.open();
    time.settle();
  }

  @Test
  void aLinkThatProceedsAfterItHasReturnedIsOnRecord(VirtualTime time) throws Exception {
    Probe probe = new Probe(Layer.of(Anchor.TOOL, "late", this::proceedLater));
    assertEquals(EARLY, ChainHarness.around(tool).layer(probe).time(time).build().call("{}"));
    assertEquals(0, probe.leftRunning());
    atTheTool.open();
    toTheTool.open();
    time.settle();
    assertEquals(List.of("link 'late' proceeded after it had returned"), probe.faults());
  }

  @Test
  void theWatchedChainIsTheSameChain() throws Exception {
    Layer layer = Layer.of(Anchor.TOOL, "plain", (call, next) -> next.handle(call));
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("a", "x")).layer(new Probe(layer)).build();
    assertEquals("plain(a)", chain.toString());
    assertEquals(ToolOutcome.success("x"), chain.call("{}"));
  }
}
