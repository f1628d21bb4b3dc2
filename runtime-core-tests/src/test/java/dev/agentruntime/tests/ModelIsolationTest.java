package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelIsolation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.exception.TimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Model calls on threads of their own can be left behind. */
final class ModelIsolationTest {
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static AgentRuntime isolating(Stage stage, ScriptedModel model) {
    return stage.build(
        stage
            .runtime(model)
            .isolateModelCalls()
            .limits(RunLimits.defaults().withGrace(GRACE))
            .tools(FakeTool.named("tool").build()));
  }

  @Test
  void aDeafModelIsLeftBehindWithinTheGraceAndOnRecord() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.hangUntil(gate));
      AgentRuntime runtime = isolating(stage, model);
      AgentRun run = runtime.agent("agent").build().start("go");
      model.awaitRequests(1, Stage.NEVER);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());

      assertTrue(result.cancelledBy().isPresent());
      assertEquals(GRACE, stage.time.elapsed());
      String name = "agent/" + run.runId() + "/model/turn-1";
      assertEquals(List.of(name), result.summary().abandonedWork());
      assertEquals(1, stage.ofRun(RunEvent.WorkAbandoned.class, result).size());
      AbandonedTask left = runtime.stragglers().alive().getFirst();
      assertEquals(name, left.thread().getName());

      gate.open(); // its late answer goes nowhere
      stage.time.join(left.thread());
      assertEquals(0, runtime.stragglers().aliveCount());
      assertEquals(1, result.summary().messages().size());
      assertEquals("", result.text());
    }
  }

  @Test
  void theRunsDeadlineReachesADeafModel() {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      AgentRuntime runtime = isolating(stage, ScriptedModel.on(stage.time, Turn.hangUntil(gate)));
      RunOptions options = RunOptions.builder().timeout(Duration.ofMinutes(1)).build();
      RunResult result = stage.checked(runtime.agent("agent").build().run("go", options));
      assertEquals(StopReason.DEADLINE, assertInstanceOf(RunResult.Stopped.class, result).reason());
      assertEquals(Duration.ofMinutes(1).plus(GRACE), stage.time.elapsed());
      gate.open();
    }
  }

  @Test
  void aModelThatHeedsItsInterruptIsNotAbandoned() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.hang());
      AgentRuntime runtime = isolating(stage, model);
      AgentRun run = runtime.agent("agent").build().start("go");
      model.awaitRequests(1, Stage.NEVER);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(List.of(), result.summary().abandonedWork());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      assertEquals(0, runtime.stragglers().total());
    }
  }

  @Test
  void answersAndFailuresAreTheSameAsWithoutIt() {
    try (Stage stage = new Stage()) {
      RuntimeException thrown = new IllegalStateException("no");
      AgentRuntime runtime =
          isolating(
              stage,
              ScriptedModel.on(
                  stage.time,
                  Turn.call("tool", "{}").withUsage(3, 4),
                  Turn.answer("done").withUsage(5, 6),
                  Turn.failure(thrown)));
      Agent agent = runtime.agent("agent").build();
      RunResult done = stage.checked(agent.run("go"));
      assertEquals("done", done.orThrow());
      assertEquals(18, done.usage().totalTokens());
      RunResult failed = stage.checked(agent.run("go"));
      assertSame(thrown, assertInstanceOf(RunResult.Failed.class, failed).error());
    }
  }

  // Their number is capped here too.
  @Test
  void whenTooMuchWasLeftBehindNoFurtherModelIsAsked() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      Turn[] script = new Turn[64];
      java.util.Arrays.fill(script, Turn.hangUntil(gate));
      ScriptedModel model = ScriptedModel.on(stage.time, script);
      AgentRuntime runtime = isolating(stage, model);
      Agent agent = runtime.agent("agent").build();
      for (int i = 1; i <= runtime.stragglers().cap(); i++) {
        AgentRun run = agent.start("go");
        model.awaitRequests(i, Stage.NEVER);
        run.cancel("enough");
        stage.checked(run.result());
      }
      RunResult refused = stage.checked(agent.run("go"));
      String error = assertInstanceOf(RunResult.Failed.class, refused).error().toString();
      assertTrue(error.contains("64"), error);
      assertEquals(64, model.requests().size());
      gate.open();
    }
  }

  @Test
  void middlewareCanLimitACallAndAskAnotherModel() {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedModel deaf = ScriptedModel.on(stage.time, Turn.hangUntil(gate));
      ModelHandler other = ModelHandler.of(ScriptedModel.of(Turn.answer("from the other")));
      AtomicReference<IsolatedResult<?>> became = new AtomicReference<>();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(deaf)
                  .limits(RunLimits.defaults().withGrace(GRACE))
                  .modelMiddleware(
                      (call, next) -> {
                        Deadline limit = Deadline.after(Duration.ofSeconds(10), stage.time);
                        var result = ModelIsolation.call(next, call, limit);
                        became.set(result);
                        if (result instanceof IsolatedResult.Ended<?> || call.delivered()) {
                          throw new TimeoutException("should have been late, and silent");
                        }
                        return other.handle(call);
                      }));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals("from the other", result.orThrow());
      assertInstanceOf(IsolatedResult.Abandoned.class, became.get());
      assertEquals(Duration.ofSeconds(10).plus(GRACE), stage.time.elapsed());
      assertEquals(1, result.summary().abandonedWork().size());
      gate.open();
    }
  }
}
