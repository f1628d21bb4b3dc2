package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.InMemoryApprovalStore;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A host with people at a desk, on virtual time. Used by the thread of the test. */
final class Desk implements AutoCloseable {
  private static final int MOST_WAITS = 1_000;

  static final Approver ADA = Approver.of("ada");
  static final Approver BOB = Approver.of("bob");

  final VirtualTime time = VirtualTime.auto();
  final EventRecorder events = new EventRecorder();
  final InMemoryApprovalStore store = new InMemoryApprovalStore();
  final Approvals approvals = Approvals.in(store).on(time);
  private final List<AgentRuntime> runtimes = new ArrayList<>();

  Approval.Builder asking(String... patterns) {
    Approval.Builder builder = Approval.builder(approvals);
    for (String pattern : patterns) {
      builder.ask(pattern);
    }
    return builder;
  }

  /** The whole chain, as a host would have it. */
  AgentRuntime.Builder runtime(Approval layer, Turn... turns) {
    return runtime(Governance.standard().approval(layer), turns);
  }

  AgentRuntime.Builder runtime(GovernanceBuilder chain, Turn... turns) {
    return AgentRuntime.builder(ScriptedModel.on(time, turns))
        .time(time)
        .listener(events)
        .middleware(chain.build());
  }

  Agent agent(AgentRuntime.Builder builder) {
    AgentRuntime runtime = builder.build();
    runtimes.add(runtime);
    return runtime.agent("agent").build();
  }

  Agent agent(Approval layer, Object tool, Turn... turns) {
    return agent(runtime(layer, turns).tools(tool));
  }

  /** Waits until so many requests are open. */
  List<ApprovalRequest> asked(int count) throws InterruptedException {
    for (int waits = 0; approvals.open().size() < count; waits++) {
      assertTrue(waits < MOST_WAITS, "nobody asked: " + outcomes());
      time.sleep(Duration.ofMillis(10));
    }
    return approvals.open().stream().map(ApprovalCase::request).toList();
  }

  ApprovalRequest asked() throws InterruptedException {
    return asked(1).getFirst();
  }

  DecisionResult approve(ApprovalRequest request) {
    return approvals.approve(request.id(), request.argumentsDigest(), ADA);
  }

  DecisionResult reject(ApprovalRequest request, String reason) {
    return approvals.reject(request.id(), request.argumentsDigest(), reason, ADA);
  }

  ApprovalCase known(ApprovalRequest request) {
    return approvals.find(request.id()).orElseThrow();
  }

  RunResult done(AgentRun run) throws InterruptedException {
    RunResult result = run.result();
    assertInstanceOf(RunResult.Completed.class, result);
    return result;
  }

  RunResult.Suspended suspended(RunResult result) {
    return assertInstanceOf(RunResult.Suspended.class, result);
  }

  /** The outcomes of all calls, in the order they ended. */
  List<ToolOutcome> outcomes() {
    return events.events(RunEvent.ToolCallEnded.class).stream()
        .map(RunEvent.ToolCallEnded::outcome)
        .toList();
  }

  ToolOutcome lastOutcome() {
    return outcomes().getLast();
  }

  /** What the layer told, by code. */
  List<String> decided() {
    return events.events(RunEvent.LayerDecided.class).stream()
        .filter(told -> told.layer().equals(Approval.NAME))
        .map(RunEvent.LayerDecided::code)
        .toList();
  }

  void assertBlocked(String code) {
    assertEquals(code, assertInstanceOf(ToolOutcome.Blocked.class, lastOutcome()).reasonCode());
  }

  @Override
  public void close() {
    runtimes.forEach(AgentRuntime::close);
    events.assertWellNested();
    time.close();
  }
}
