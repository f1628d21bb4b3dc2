package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several runtimes in one JVM: none knows of another. */
final class SeveralRuntimesTest {
  private static RuleModel calling(String tool) {
    return RuleModel.builder()
        .when("first", talk -> talk.results().isEmpty(), talk -> Turn.call(tool, "{}"))
        .otherwise(talk -> Turn.answer("done"))
        .build();
  }

  @Test
  void closingOneLeavesTheOtherAlone() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool shared =
          FakeTool.named("tool").replies(Replies.afterGate(gate, Replies.text("ok"))).build();
      AgentRuntime one = stage.build(stage.runtime(calling("tool")).tools(shared));
      AgentRuntime two = stage.build(stage.runtime(calling("tool")).tools(shared));
      AgentRun first = one.agent("agent").build().start("go");
      AgentRun second = two.agent("agent").build().start("go");
      shared.awaitCalls(2, Stage.NEVER, stage.time);
      one.close();
      assertTrue(first.result().cancelledBy().isPresent());
      assertEquals(1, two.liveRuns());
      gate.open();
      assertEquals("done", stage.checked(second.result()).orThrow());
    }
  }

  @Test
  void idsOfOneAreNotThoseOfAnother() {
    try (Stage stage = new Stage()) {
      Set<String> ids = new HashSet<>();
      List<Agent> agents = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        agents.add(stage.agent(RuleModel.builder().otherwise(talk -> Turn.rateLimit()).build()));
      }
      for (int round = 0; round < 10; round++) {
        for (Agent agent : agents) {
          RunResult result = agent.run("go");
          assertTrue(ids.add(result.summary().runId()));
          assertTrue(ids.add(((RunResult.Failed) result).incidentId()));
        }
      }
      assertEquals(400, ids.size());
    }
  }

  @Test
  void toolsListenersAndRecordsOfOneAreNotSeenByAnother() throws InterruptedException {
    try (Stage stage = new Stage()) {
      EventRecorder own = new EventRecorder();
      Gate gate = new Gate();
      FakeTool stubborn =
          FakeTool.named("stubborn").replies(Replies.stubborn(gate, Replies.text("late"))).build();
      AgentRuntime one =
          stage.build(
              stage.runtime(calling("stubborn")).tools(stubborn).listener(own).listener(broken()));
      AgentRuntime two = stage.build(stage.runtime(calling("stubborn")));
      AgentRun run = one.agent("agent").build().start("go");
      stubborn.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      run.result();
      int events = own.events().size();
      RunResult result = stage.checked(two.agent("agent").build().run("go"));
      assertEquals(List.of("unknown_tool"), ToolOutcomesTest.codes(stage, result));
      assertEquals(events, own.events().size());
      assertEquals(1, one.stragglers().aliveCount());
      assertEquals(0, two.stragglers().total());
      assertTrue(one.listenerFailures() > 0);
      assertEquals(0, two.listenerFailures());
      gate.open();
    }
  }

  private static dev.agentruntime.event.RunListener broken() {
    return event -> {
      throw new IllegalStateException("broken");
    };
  }

  // No thread before a run needs one, none after the close.
  @Test
  void aRuntimeThatRunsNothingStartsNothing() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime = stage.build(stage.runtime(ScriptedModel.of(Turn.answer("done"))));
      Agent agent = runtime.agent("agent").build();
      assertEquals(List.of(), stage.time.liveThreads());
      agent.run("go");
      runtime.close();
      assertEquals(List.of(), stage.time.liveThreads());
    }
  }
}
