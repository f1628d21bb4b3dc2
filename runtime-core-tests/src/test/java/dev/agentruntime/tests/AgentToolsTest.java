package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.AgentTool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tools an agent has: all, some, none, and those a provider brings. */
final class AgentToolsTest {
  private final FakeTool read = FakeTool.named("read").build();
  private final FakeTool write = FakeTool.named("write").build();

  private static List<String> offered(ChatRequest request) {
    return request.toolSpecifications().stream().map(ToolSpecification::name).toList();
  }

  @Test
  void anAgentOfWhichNothingIsSaidHasAllTools() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.call("write", "{}"), Turn.answer("done"));
      stage.checked(stage.agent(model, read, write).run("go"));
      assertEquals(List.of("read", "write"), offered(model.requests().getFirst()));
      assertEquals(1, write.invocations().size());
    }
  }

  // A tool the agent does not have is refused when called, not just left out of the list.
  @Test
  void aToolTheAgentWasNotGivenCannotBeCalled() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.call("write", "{}").andCall("read", "{}"), Turn.answer("done"));
      AgentRuntime runtime = stage.build(stage.runtime(model).tools(read, write));
      Agent agent = runtime.agent("agent").tools("read").build();
      RunResult result = stage.checked(agent.run("go"));
      assertEquals(List.of("read"), offered(model.requests().getFirst()));
      assertEquals(List.of("unknown_tool", "success"), ToolOutcomesTest.codes(stage, result));
      assertEquals(0, write.invocations().size());
    }
  }

  // An empty list means none, nothing said means all.
  @Test
  void anEmptyListOfToolsMeansNone() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("read", "{}"),
              Turn.answer("one"),
              Turn.call("read", "{}"),
              Turn.answer("two"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(read, write)
                  .toolProvider(context -> List.of(FakeTool.named("more").build())));
      for (Agent agent :
          List.of(
              runtime.agent("none").noTools().build(),
              runtime.agent("empty").tools(new String[0]).build())) {
        RunResult result = stage.checked(agent.run("go"));
        assertEquals(List.of("unknown_tool"), ToolOutcomesTest.codes(stage, result));
        assertEquals(List.of(), agent.toolChains());
      }
      assertTrue(model.requests().stream().allMatch(request -> offered(request).isEmpty()));
      assertEquals(0, read.invocations().size());
    }
  }

  @Test
  void anAgentCannotBeGivenAToolTheRuntimeDoesNotHave() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime = stage.build(stage.runtime(ScriptedModel.of()).tools(read, write));
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> runtime.agent("agent").tools("reed"));
      assertTrue(String.valueOf(thrown.getMessage()).contains("'reed'"), thrown::getMessage);
      assertTrue(String.valueOf(thrown.getMessage()).contains("read"), thrown::getMessage);
    }
  }

  @Test
  void twoToolsOfOneNameAreRefusedWhenTheRuntimeIsBuilt() {
    try (Stage stage = new Stage()) {
      AgentRuntime.Builder builder =
          stage.runtime(ScriptedModel.of()).tools(read, FakeTool.named("read").build());
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, builder::build);
      assertTrue(String.valueOf(thrown.getMessage()).contains("'read'"), thrown::getMessage);
    }
  }

  @Test
  void aProviderIsAskedOncePerRunWithTheRunsContext() {
    try (Stage stage = new Stage()) {
      List<String> asked = Collections.synchronizedList(new ArrayList<>());
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("of_acme", "{}"),
              Turn.call("of_acme", "{}"),
              Turn.answer("one"),
              Turn.call("of_acme", "{}"),
              Turn.answer("two"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(read)
                  .toolProvider(
                      context -> {
                        String tenant = context.tenant().orElseThrow();
                        asked.add(tenant);
                        return List.of(FakeTool.named("of_" + tenant).build());
                      }));
      Agent agent = runtime.agent("agent").build();
      RunResult one = agent.run("go", RunOptions.builder().tenant("acme").build());
      RunResult two = agent.run("go", RunOptions.builder().tenant("other").build());
      assertEquals(List.of("acme", "other"), asked);
      assertEquals(
          List.of("success", "success"), ToolOutcomesTest.codes(stage, stage.checked(one)));
      // The other tenant's run has no such tool.
      assertEquals(List.of("unknown_tool"), ToolOutcomesTest.codes(stage, stage.checked(two)));
      assertEquals(List.of("read", "of_other"), offered(model.requests().getLast()));
    }
  }

  @Test
  void theSameToolObjectIsCompiledOnceForManyRuns() {
    try (Stage stage = new Stage()) {
      List<String> bound = Collections.synchronizedList(new ArrayList<>());
      FakeTool brought = FakeTool.named("brought").build();
      List<Turn> script = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        script.add(Turn.call("brought", "{}"));
        script.add(Turn.answer("done"));
      }
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.on(stage.time, script))
                  .toolProvider(context -> List.of(brought))
                  .middleware(noting(bound)));
      Agent agent = runtime.agent("agent").build();
      for (int i = 0; i < 3; i++) {
        stage.checked(agent.run("go"));
      }
      assertEquals(1, Collections.frequency(bound, "brought"), bound::toString);
      assertEquals(3, brought.invocations().size());
    }
  }

  private static Layer noting(List<String> bound) {
    return new Layer() {
      @Override
      public String name() {
        return "noting";
      }

      @Override
      public List<Link> bind(LayerBinding binding) {
        bound.add(binding.tool().name());
        return List.of();
      }
    };
  }

  @Test
  void aProviderThatFailsFailsTheRunBeforeTheModelIsAsked() {
    try (Stage stage = new Stage()) {
      IllegalStateException down = new IllegalStateException("registry is down");
      for (Throwable thrown : List.of(down, new NoClassDefFoundError("gone"))) {
        ScriptedModel model = ScriptedModel.of();
        AgentRuntime runtime =
            stage.build(
                stage
                    .runtime(model)
                    .toolProvider(
                        context -> {
                          if (thrown instanceof Error error) {
                            throw error;
                          }
                          throw down;
                        }));
        RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
        assertEquals(thrown, assertInstanceOf(RunResult.Failed.class, result).error());
        assertEquals(0, model.requests().size());
      }
    }
  }

  @Test
  void aProviderMayNotReplaceATool() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of())
                  .tools(read)
                  .toolProvider(context -> List.of(FakeTool.named("read").build())));
      RunResult.Failed failed =
          assertInstanceOf(
              RunResult.Failed.class, stage.checked(runtime.agent("agent").build().run("go")));
      assertTrue(String.valueOf(failed.error().getMessage()).contains("'read'"));
    }
  }

  @Test
  void aProviderThatBringsNothingUsableFailsTheRun() {
    try (Stage stage = new Stage()) {
      List<AgentTool> withHole = new ArrayList<>();
      withHole.add(null);
      for (List<AgentTool> brought : Collections.singletonList(withHole)) {
        AgentRuntime runtime =
            stage.build(stage.runtime(ScriptedModel.of()).toolProvider(context -> brought));
        assertInstanceOf(
            RunResult.Failed.class, stage.checked(runtime.agent("agent").build().run("go")));
      }
    }
  }

  @Test
  void aProviderThatBlocksIsReachedByACancel() throws InterruptedException {
    try (Stage stage = new Stage()) {
      dev.agentruntime.testkit.Gate gate = new dev.agentruntime.testkit.Gate();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of())
                  .toolProvider(
                      context -> {
                        gate.pass(context.time());
                        return List.of();
                      }));
      var run = runtime.agent("agent").build().start("go");
      gate.awaitArrivals(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
    }
  }
}
