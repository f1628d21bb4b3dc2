package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Agents inside tools of other agents ask like any other, and hold nothing of those around them.
 */
class NestedApprovalTest {
  private final FakeTool pay = FakeTool.named("pay").build();
  private final AtomicReference<Agent> inner = new AtomicReference<>();
  private final FakeTool delegate =
      FakeTool.named("delegate")
          .replies(call -> ToolOutcome.success(inner.get().run("sub").orThrow()))
          .build();

  private AgentRuntime runtime(Desk desk, Approval layer, Turn... turns) {
    AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.on(desk.time, turns))
            .time(desk.time)
            .listener(desk.events)
            .middleware(layer)
            .tools(delegate, pay)
            .build();
    inner.set(runtime.agent("inner").tools("pay").build());
    return runtime;
  }

  private static RunOptions within(Duration timeout) {
    return RunOptions.builder().timeout(timeout).build();
  }

  @Test
  void anAgentInsideAToolWaitsEvenWhereTheHostSuspends() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRuntime runtime =
          runtime(
              desk,
              desk.asking("pay").suspending().build(),
              Turn.call("delegate", "{}"),
              Turn.call("pay", "{}"),
              Turn.answer("inner done"),
              Turn.answer("outer done"));
      try {
        AgentRun run = runtime.agent("outer").build().start("go", within(Duration.ofMinutes(1)));
        ApprovalRequest request = desk.asked();
        desk.time.sleep(Duration.ofMinutes(20));
        desk.approve(request);

        assertEquals("outer done", run.result().orThrow());
        assertEquals(1, pay.invocations().size());
      } finally {
        runtime.close();
      }
    }
  }

  @Test
  void whatWasRejectedInsideIsNotAskedAgainOutside() throws InterruptedException {
    try (Desk desk = new Desk()) {
      AgentRuntime runtime =
          runtime(
              desk,
              desk.asking("pay").build(),
              Turn.call("delegate", "{}"),
              Turn.call("pay", "{}"),
              Turn.answer("inner done"),
              Turn.call("pay", "{}"),
              Turn.answer("outer done"));
      try {
        AgentRun run = runtime.agent("outer").build().start("go");
        desk.reject(desk.asked(), "no");

        assertEquals("outer done", run.result().orThrow());
        assertEquals(List.of("asked", "rejected", "rejected_again"), desk.decided());
        assertEquals(List.of(), pay.invocations());
      } finally {
        runtime.close();
      }
    }
  }
}
