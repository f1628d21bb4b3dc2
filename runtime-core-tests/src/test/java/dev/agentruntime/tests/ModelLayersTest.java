package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** layer(model) */
class ModelLayersTest {

  @Test
  void aLayerIsBoundOncePerModelAndToldItsName() {
    List<String> bound = new ArrayList<>();
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(named("big"))
                  .modelMiddleware(
                      layer(
                          "a",
                          binding -> {
                            bound.add(binding.model());
                            return (call, next) -> next.handle(call);
                          })));
      runtime.agent("one").build().run("go");
      runtime.agent("two").model(named("small")).build().run("go");

      assertEquals(List.of("big", "small"), bound);
    }
  }

  @Test
  void stateOfARuntimeIsSharedAndStateAroundAModelIsItsOwn() {
    List<String> counts = new ArrayList<>();
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(named("big"))
                  .modelMiddleware(
                      layer(
                          "a",
                          binding -> {
                            Slot<AtomicInteger> all =
                                binding.slot(StateScope.RUNTIME, "n", AtomicInteger::new);
                            Slot<AtomicInteger> own =
                                binding.perModel(StateScope.RUNTIME, "n", AtomicInteger::new);
                            return (call, next) -> {
                              counts.add(
                                  all.get(call.run()).incrementAndGet()
                                      + "/"
                                      + own.get(call.run()).incrementAndGet());
                              return next.handle(call);
                            };
                          })));
      runtime.agent("one").build().run("go");
      runtime.agent("two").model(named("small")).build().run("go");
      runtime.agent("three").model(named("small")).build().run("go");

      assertEquals(List.of("1/1", "2/1", "3/2"), counts);
    }
  }

  @Test
  void aRefusalEndsTheRunAsStoppedWithWhatItHas() {
    try (Stage stage = new Stage()) {
      ModelMiddleware second =
          (call, next) -> {
            if (call.turn() > 1) {
              throw new ModelRefusedException("purse", "1 of 1 spent");
            }
            return next.handle(call);
          };
      Agent agent =
          stage
              .build(
                  stage
                      .runtime(ScriptedModel.of(Turn.call("look", "{}").saying("looking")))
                      .tools(FakeTool.answering("look", "seen"))
                      .modelMiddleware(second))
              .agent("agent")
              .build();

      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, stage.checked(agent.run("go")));

      assertEquals(StopReason.LAYER, stopped.reason());
      assertEquals("purse: 1 of 1 spent", stopped.detail());
      assertEquals("looking", stopped.text());
    }
  }

  @Test
  void subAgentsKnowTheOutermostRun() {
    List<String> seen = new ArrayList<>();
    try (Stage stage = new Stage()) {
      AtomicReference<Agent> inner = new AtomicReference<>();
      FakeTool tool =
          FakeTool.named("ask")
              .replies(call -> ToolOutcome.success(inner.get().run("x").text()))
              .build();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of(Turn.call("ask", "{}"), Turn.answer("done")))
                  .tools(tool)
                  .modelMiddleware(
                      (call, next) -> {
                        seen.add(call.run().agentPath() + "<" + call.run().outermost().agentPath());
                        return next.handle(call);
                      }));
      inner.set(runtime.agent("inner").model(ScriptedModel.of(Turn.answer("x"))).build());

      runtime.agent("outer").build().run("go");

      assertEquals(List.of("outer<outer", "outer/inner<outer", "outer<outer"), seen);
    }
  }

  @Test
  void twoLayersOfOneNameAreRefused() {
    ModelLayer layer = ModelLayer.of("a", (call, next) -> next.handle(call));
    AgentRuntime.Builder builder = AgentRuntime.builder(ScriptedModel.of()).modelMiddleware(layer);

    assertEquals(
        "two model layers are named 'a': a and a",
        assertThrows(IllegalArgumentException.class, () -> builder.modelMiddleware(layer))
            .getMessage());
  }

  @Test
  void modelLayersHaveNoStateOfAToolCall() {
    ModelLayer layer =
        layer(
            "a",
            binding -> {
              binding.slot(StateScope.CALL, "n", AtomicInteger::new);
              return (call, next) -> next.handle(call);
            });
    AgentRuntime.Builder builder = AgentRuntime.builder(ScriptedModel.of()).modelMiddleware(layer);

    assertEquals(
        "state 'n' of model layer 'a' cannot be of scope CALL",
        assertThrows(IllegalArgumentException.class, builder::build).getMessage());
  }

  @Test
  void whatALayerTellsReachesListenersWithinItsTurn() {
    try (Stage stage = new Stage()) {
      Agent agent =
          stage
              .build(
                  stage
                      .runtime(named("big"))
                      .modelMiddleware(
                          (call, next) -> {
                            call.run()
                                .emit(
                                    origin ->
                                        new RunEvent.ModelLayerDecided(
                                            origin, call.turn(), "a", "seen", "it"));
                            return next.handle(call);
                          }))
              .agent("agent")
              .build();
      RunResult result = stage.checked(agent.run("go"));

      RunEvent.ModelLayerDecided told =
          stage.ofRun(RunEvent.ModelLayerDecided.class, result).getFirst();
      assertEquals("a seen it", told.layer() + " " + told.code() + " " + told.detail());
      assertEquals(1, told.turn());
    }
  }

  @FunctionalInterface
  private interface Binder {
    ModelMiddleware bind(ModelBinding binding);
  }

  private static ModelLayer layer(String name, Binder binder) {
    return new ModelLayer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public ModelMiddleware bind(ModelBinding binding) {
        return binder.bind(binding);
      }
    };
  }

  private static ChatModel named(String name) {
    return new ChatModel() {
      @Override
      public ChatRequestParameters defaultRequestParameters() {
        return ChatRequestParameters.builder().modelName(name).build();
      }

      @Override
      public ChatResponse doChat(ChatRequest request) {
        return ChatResponse.builder().aiMessage(AiMessage.from("done")).build();
      }
    };
  }
}
