package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the model is shown, turn by turn, and what is left of it when the run has ended. */
final class ConversationTest {
  @Test
  void theModelSeesInstructionsInputAndEveryFinishedTurn() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{\"n\":1}").saying("Let me look."), Turn.answer("It is 1."));
      AgentRuntime runtime =
          stage.build(
              stage.runtime(model).tools(FakeTool.named("tool").replies(Replies.echo()).build()));
      RunResult result =
          stage.checked(runtime.agent("agent").instructions("Be brief.").build().run("How many?"));
      List<ChatMessage> second = model.requests().get(1).messages();
      assertEquals(SystemMessage.from("Be brief."), second.get(0));
      assertEquals(UserMessage.from("How many?"), second.get(1));
      assertEquals("Let me look.", assertInstanceOf(AiMessage.class, second.get(2)).text());
      assertEquals(4, second.size());
      assertEquals(5, result.summary().messages().size());
      assertEquals(second, result.summary().messages().subList(0, 4));
    }
  }

  @Test
  void aTurnIsInTheConversationWholeOrNotAtAll() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool quick = FakeTool.named("quick").build();
      FakeTool slow =
          FakeTool.named("slow").replies(Replies.afterGate(gate, Replies.text("late"))).build();
      List<Integer> seen = new ArrayList<>();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time,
              Turn.call("quick", "{}").andCall("slow", "{}"),
              Turn.computed(
                  request -> {
                    seen.add(request.messages().size());
                    return null;
                  }));
      AgentRun run = stage.agent(model, quick, slow).start("go");
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      assertEquals(1, model.requests().getFirst().messages().size());
      gate.open();
      RunResult.Failed failed =
          assertInstanceOf(RunResult.Failed.class, stage.checked(run.result()));
      assertEquals(List.of(4), seen);
      assertEquals(4, failed.summary().messages().size());
    }
  }

  // A text the host's own function cannot make must not leave half a turn behind.
  @Test
  void aTurnWhoseTextsCannotBeMadeIsNotCommitted() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.call("a", "{}").andCall("b", "{}"), Turn.answer("never"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(FakeTool.answering("a", "first"), FakeTool.answering("b", "second"))
                  .outcomeTexts(
                      outcome -> {
                        if (outcome.textForModel().equals("second")) {
                          throw new IllegalStateException("cannot say it");
                        }
                        return Optional.empty();
                      }));
      RunResult result = runtime.agent("agent").build().run("go");
      assertInstanceOf(RunResult.Failed.class, result);
      assertEquals(List.of(), History.faults(result.summary().messages()));
      assertEquals(1, result.summary().messages().size());
      assertEquals(2, stage.outcomes(result).size());
    }
  }

  @Test
  void aSuspendedTurnIsNotInTheConversation() {
    try (Stage stage = new Stage()) {
      FakeTool good = FakeTool.named("good").build();
      FakeTool gated = FakeTool.named("gated").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("good", "{}"),
              Turn.call("good", "{}").andCall("gated", "{}").andCall("gated", "{}"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(good, gated)
                  .middleware(
                      Anchor.APPROVAL,
                      "human",
                      (call, next) ->
                          call.toolName().equals("gated")
                              ? new ToolOutcome.Suspended("req-" + call.position(), "ask")
                              : next.handle(call)));
      RunResult.Suspended suspended =
          assertInstanceOf(
              RunResult.Suspended.class, stage.checked(runtime.agent("agent").build().run("go")));
      assertEquals(3, suspended.summary().messages().size());
      assertEquals(
          List.of("req-1", "req-2"),
          suspended.pending().stream().map(pending -> pending.waiting().requestId()).toList());
      assertEquals(
          List.of("call-2-2", "call-2-3"),
          suspended.pending().stream().map(RunResult.Pending::callId).toList());
      assertEquals(0, gated.invocations().size());
      assertEquals(2, good.invocations().size());
    }
  }

  @Test
  void aRunToldToStopWhileACallWaitsIsCancelledNotSuspended() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("gated", "{}").andCall("slow", "{}"), Turn.answer("never"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(FakeTool.named("gated").build(), slow)
                  .middleware(
                      Anchor.APPROVAL,
                      "human",
                      (call, next) ->
                          call.toolName().equals("gated")
                              ? new ToolOutcome.Suspended("req", "ask")
                              : next.handle(call)));
      AgentRun run = runtime.agent("agent").build().start("go");
      slow.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(2, History.results(result.summary().messages()).size());
    }
  }

  @Test
  void missingBlankAndRepeatedIdsAreReplacedAndOthersKept() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.echo()).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{\"n\":0}")
                  .andCall("tool", "{\"n\":1}")
                  .andCall("tool", "{\"n\":2}")
                  .andCall("tool", "{\"n\":3}")
                  .withIds(null, " ", "own", "own"),
              Turn.call("tool", "{\"n\":4}").andCall("tool", "{\"n\":5}").withIds("own", "other"),
              Turn.call("tool", "{\"n\":6}").withoutIds(),
              Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      List<String> ids = callIds(result);
      assertEquals(7, ids.stream().distinct().count(), ids::toString);
      assertEquals("own", ids.get(2));
      assertEquals("other", ids.get(5));
      assertEquals(
          List.of(0, 1, 2, 3, 4, 5, 6).stream().map(n -> "{\"n\":" + n + "}").toList(),
          History.results(result.summary().messages()).stream().map(r -> r.text()).toList());
    }
  }

  @Test
  void aMintedIdGivesWayToOneTheModelUsesItself() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      // Names that the runtime would mint: of turn 1 at position 0, and of turn 2 at position 0.
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}")
                  .andCall("tool", "{}")
                  .andCall("tool", "{}")
                  .withIds(null, "call-1-0", "call-2-0"),
              Turn.call("tool", "{}").withIds(""),
              Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertEquals(4, callIds(result).stream().distinct().count());
      assertTrue(callIds(result).containsAll(List.of("call-1-0", "call-2-0")));
    }
  }

  @Test
  void callsOfAnAnswerCutByLengthAreNotRun() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{\"path\":\"/tmp\"}")
                  .andCall("tool", "{\"path\":\"/")
                  .finishing(FinishReason.LENGTH),
              Turn.call("tool", "{}"),
              Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertEquals(
          List.of("invalid_arguments", "invalid_arguments", "success"),
          ToolOutcomesTest.codes(stage, result));
      assertEquals(1, tool.invocations().size());
    }
  }

  // Part of what the model wrote is missing, and nobody knows which part.
  @Test
  void callsOfAFilteredAnswerAreNotRunAndEndTheRun() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").finishing(FinishReason.CONTENT_FILTER));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertEquals(
          StopReason.CONTENT_FILTER, assertInstanceOf(RunResult.Stopped.class, result).reason());
      assertEquals(0, tool.invocations().size());
      assertEquals(1, stage.outcomes(result).size());
    }
  }

  // Providers reject a conversation that holds what they would not have let the model say.
  @Test
  void whatNoProviderTakesBackIsReplacedBeforeItIsSentAgain() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{\"broken\":")
                  .andCall("functions.tool", "{\"also\":")
                  .andCall("", null)
                  .andCall("x".repeat(300), "{}")
                  .andCall("tool", "{\"fine\": 1}"),
              Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      List<ToolExecutionRequest> calls =
          assertInstanceOf(AiMessage.class, result.summary().messages().get(1))
              .toolExecutionRequests();
      assertEquals("{}", calls.get(0).arguments());
      assertEquals("functions_tool", calls.get(1).name());
      assertEquals("{\"fine\": 1}", calls.get(4).arguments());
      assertTrue(
          History.results(result.summary().messages()).get(1).text().contains("'functions.tool'"));
    }
  }

  private static List<String> callIds(RunResult result) {
    return History.results(result.summary().messages()).stream().map(r -> r.id()).toList();
  }
}
