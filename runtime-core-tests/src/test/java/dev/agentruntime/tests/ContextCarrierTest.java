package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.Agent;
import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host's thread-bound context follows its run into every thread the run starts. */
final class ContextCarrierTest {
  /** What a logging context or a tracer keeps. */
  private static final ThreadLocal<@Nullable String> CONTEXT = new ThreadLocal<>();

  private static final ContextCarrier CARRIER =
      () -> {
        String captured = CONTEXT.get();
        return work -> {
          CONTEXT.set(captured);
          try {
            work.run();
          } finally {
            CONTEXT.remove();
          }
        };
      };

  private static FakeTool.Builder looking(String name) {
    return FakeTool.named(name).replies(call -> ToolOutcome.success(String.valueOf(CONTEXT.get())));
  }

  @AfterEach
  void forget() {
    CONTEXT.remove();
  }

  private static List<String> seen(RunResult result) {
    return History.results(result.summary().messages()).stream().map(r -> r.text()).toList();
  }

  private static ScriptedModel model() {
    return ScriptedModel.of(
        Turn.call("inline", "{}"),
        Turn.call("isolated", "{}"),
        Turn.call("inline", "{}").andCall("isolated", "{}"),
        Turn.answer("done"));
  }

  private static Agent agent(Stage stage, ScriptedModel model, ContextCarrier... carriers) {
    var builder =
        stage
            .runtime(model)
            .tools(looking("inline").traits(ToolTrait.INTERRUPTIBLE).build())
            .tools(looking("isolated").build());
    for (ContextCarrier carrier : carriers) {
      builder.contextCarrier(carrier);
    }
    return stage.build(builder).agent("agent").build();
  }

  @Test
  void intoThreadsOfCalls() {
    try (Stage stage = new Stage()) {
      CONTEXT.set("request-7");
      RunResult result = stage.checked(agent(stage, model(), CARRIER).run("go"));
      assertEquals(List.of("request-7", "request-7", "request-7", "request-7"), seen(result));
      assertEquals("request-7", CONTEXT.get());
    }
  }

  @Test
  void intoTheThreadOfARunThatIsStarted() throws InterruptedException {
    try (Stage stage = new Stage()) {
      CONTEXT.set("request-8");
      RunResult result = stage.checked(agent(stage, model(), CARRIER).start("go").result());
      assertEquals(List.of("request-8", "request-8", "request-8", "request-8"), seen(result));
    }
  }

  @Test
  void intoTheHeartbeat() {
    try (Stage stage = new Stage()) {
      CONTEXT.set("request-9");
      List<String> beats = Collections.synchronizedList(new ArrayList<>());
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.answer("done").after(Duration.ofSeconds(15)));
      agent(stage, model, CARRIER)
          .run(
              "go",
              RunOptions.builder()
                  .heartbeat(
                      Duration.ofSeconds(10), progress -> beats.add(String.valueOf(CONTEXT.get())))
                  .build());
      assertEquals(List.of("request-9"), beats);
    }
  }

  @Test
  void withoutACarrierThereIsNothingToSee() throws InterruptedException {
    try (Stage stage = new Stage()) {
      CONTEXT.set("request-10");
      RunResult result = stage.checked(agent(stage, model()).start("go").result());
      assertEquals(List.of("null", "null", "null", "null"), seen(result));
    }
  }

  // Work without the context it was promised might do something for the wrong tenant.
  @Test
  void aCarrierThatDoesNotRunTheWorkFailsIt() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ContextCarrier lazy = () -> work -> {};
      ScriptedModel model = ScriptedModel.of(Turn.call("isolated", "{}"), Turn.answer("done"));
      Agent agent = agent(stage, model, lazy);
      RunResult onTheCaller = stage.checked(agent.run("go"));
      assertEquals(List.of("internal"), ToolOutcomesTest.codes(stage, onTheCaller));
      assertInstanceOf(RunResult.Failed.class, agent.start("go").result());
    }
  }

  @Test
  void aCarrierThatThrowsAfterwardsChangesNothing() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ContextCarrier clumsy =
          () ->
              work -> {
                work.run();
                throw new IllegalStateException("cannot clean up");
              };
      ScriptedModel model = ScriptedModel.of(Turn.call("isolated", "{}"), Turn.answer("done"));
      assertEquals(
          "done", stage.checked(agent(stage, model, clumsy).start("go").result()).orThrow());
    }
  }

  // Nothing is started without its context; what cannot be started is answered for.
  @Test
  void aCarrierThatCannotCaptureEndsTheRunWithEveryCallAnswered() {
    try (Stage stage = new Stage()) {
      IllegalStateException broken = new IllegalStateException("no context");
      ContextCarrier failing =
          () -> {
            throw broken;
          };
      ScriptedModel model = ScriptedModel.of(Turn.call("isolated", "{}").andCall("inline", "{}"));
      Agent agent = agent(stage, model, failing);
      RunResult result = stage.checked(agent.run("go"));
      assertEquals(broken, assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals(List.of("internal", "internal"), ToolOutcomesTest.codes(stage, result));
      assertThrows(IllegalStateException.class, () -> agent.start("go"));
      assertNull(CONTEXT.get());
    }
  }
}
