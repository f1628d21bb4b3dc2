package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelIsolation;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Model middleware around a stream, and what it is told of how far the answer has come. */
final class StreamMiddlewareTest {
  private final IllegalStateException reset = new IllegalStateException("reset");

  /** Tries once more, unless the host has seen something. */
  private static ChatResponse retry(ModelCall call, ModelHandler next) throws InterruptedException {
    try {
      return next.handle(call.withRequest(call.request()));
    } catch (IllegalStateException e) {
      if (call.delivered()) {
        throw e;
      }
      return next.handle(call);
    }
  }

  private static RunResult run(Stage stage, StreamingChatModel model, ModelMiddleware link) {
    AgentRuntime runtime = stage.build(stage.runtime(model).modelMiddleware(link));
    return stage.checked(runtime.agent("agent").build().run("go"));
  }

  @Test
  void aCallOfWhichTheHostHasSeenNothingMayBeTriedAgain() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().fail(reset), StreamTurn.saying("fine"));
      assertEquals("fine", run(stage, model, StreamMiddlewareTest::retry).orThrow());
      model.assertExhausted();
    }
  }

  @Test
  void aCallOfWhichTheHostHasSeenAPieceIsNotTriedAgain() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().text("a").fail(reset), StreamTurn.saying("never"));
      RunResult result = run(stage, model, StreamMiddlewareTest::retry);
      assertSame(reset, assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals(1, model.requests().size());
      assertEquals("a", StreamingTest.text(stage));
    }
  }

  @Test
  void withoutListenersNothingIsDeliveredAndAnAttemptBeginsThePartialAnswerAnew() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin().text("first").fail(reset),
              StreamTurn.begin().text("second").fail(reset));
      AgentRuntime runtime =
          stage.build(
              AgentRuntime.builder(model)
                  .time(stage.time)
                  .modelMiddleware(StreamMiddlewareTest::retry));
      RunResult result = runtime.agent("agent").build().run("go");
      assertSame(reset, assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals("second", result.text());
      model.assertExhausted();
    }
  }

  @Test
  void anotherStreamingModelCanAnswerInPlaceOfOneThatStalls() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel stalls =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().pause(Duration.ofMinutes(5)).complete());
      ScriptedStreamingModel other =
          ScriptedStreamingModel.on(stage.time, StreamTurn.saying("from", " another"));
      ModelHandler fallback = ModelHandler.of(other, StreamOptions.defaults());
      RunResult result =
          run(
              stage,
              stalls,
              (call, next) -> {
                try {
                  return next.handle(call);
                } catch (dev.langchain4j.exception.TimeoutException e) {
                  return fallback.handle(call);
                }
              });
      assertEquals("from another", result.orThrow());
      assertEquals("from another", StreamingTest.text(stage));
      sleep(stage, Duration.ofMinutes(10)); // the one that stalls has no handle to be ended by
    }
  }

  private static void sleep(Stage stage, Duration time) {
    try {
      stage.time.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this test", e);
    }
  }

  // A secret may be split over pieces, so a redactor holds back what may be the beginning of one.
  @Test
  void middlewareSeesEachPieceFirstAndSaysWhatTheHostSees() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.saying("The code is 12", "34", ", I think."));
      RunResult result =
          run(
              stage,
              model,
              (call, next) -> {
                StringBuilder held = new StringBuilder();
                ChatResponse response =
                    next.handle(
                        call.withDeltas(
                            delta -> {
                              if (delta instanceof ModelDelta.Text(String text)) {
                                held.append(text);
                              }
                              assertEquals(List.of(), StreamingTest.deltas(stage));
                            }));
                String clean = held.toString().replace("1234", "****");
                call.deliver(new ModelDelta.Text(clean));
                return response;
              });
      assertEquals("The code is ****, I think.", StreamingTest.text(stage));
      assertTrue(result instanceof RunResult.Completed);
    }
  }

  @Test
  void middlewareFurtherOutIsHandedWhatMiddlewareFurtherInLetsPass() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.saying("a", "b"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .modelMiddleware((call, next) -> next.handle(adding(call, "1")))
                  .modelMiddleware(
                      (call, next) -> next.handle(adding(call, "2").withRequest(call.request()))));
      runtime.agent("agent").build().run("go");
      assertEquals("a21b21", StreamingTest.text(stage));
    }
  }

  private static ModelCall adding(ModelCall call, String mark) {
    return call.withDeltas(
        delta -> {
          if (delta instanceof ModelDelta.Text(String text)) {
            call.deliver(new ModelDelta.Text(text + mark));
          }
        });
  }

  @Test
  void middlewareThatThrowsAtAPieceEndsTheStreamAndTheRun() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().text("a").pause(Duration.ofHours(1)).complete());
      RunResult result =
          run(
              stage,
              model,
              (call, next) ->
                  next.handle(
                      call.withDeltas(
                          delta -> {
                            throw reset;
                          })));
      assertSame(reset, assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals(1, model.cancels());
      assertEquals(Duration.ZERO, stage.time.elapsed());
    }
  }

  @Test
  void piecesOfAnAttemptThatWasLeftBehindGoNowhere() {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      AtomicReference<ModelCall> leftBehind = new AtomicReference<>();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.saying("from another"));
      ModelHandler deaf =
          call -> {
            leftBehind.set(call);
            gate.passIgnoringInterrupts(stage.time);
            call.deliver(new ModelDelta.Text("late"));
            throw reset;
          };
      RunResult result =
          run(
              stage,
              model,
              (call, next) -> {
                Deadline limit = Deadline.after(Duration.ofSeconds(1), stage.time);
                assertInstanceOf(
                    IsolatedResult.Abandoned.class, ModelIsolation.call(deaf, call, limit));
                gate.open();
                leftBehind.get().deliver(new ModelDelta.Text("late"));
                return next.handle(call);
              });
      assertEquals("from another", result.orThrow());
      assertEquals("from another", StreamingTest.text(stage));
    }
  }

  // The handle is the provider's code: it may block, or throw.
  @Test
  void aHandleThatBlocksHoldsUpTheRunForNoLongerThanTheGrace() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      StreamingHandle blocks =
          new StreamingHandle() {
            @Override
            public void cancel() {
              gate.passIgnoringInterrupts(stage.time);
              throw reset;
            }

            @Override
            public boolean isCancelled() {
              return false;
            }
          };
      AgentRuntime runtime = stage.build(stage.runtime(new OnePiece(blocks)));
      AgentRun run = runtime.agent("agent").build().start("go");
      stage.events.await(RunEvent.ModelStreamed.class, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertTrue(
          stage.time.elapsed().compareTo(Duration.ofSeconds(4)) <= 0, "twice the grace at most");
      assertEquals(1, result.summary().abandonedWork().size());
      gate.open();
    }
  }

  /** Says one piece, and then nothing any more. */
  private record OnePiece(StreamingHandle handle) implements StreamingChatModel {
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
      handler.onPartialResponse(new PartialResponse("a"), new PartialResponseContext(handle));
    }
  }

  @Test
  void theHostsContextIsCarriedToTheThreadThatAsks() {
    try (Stage stage = new Stage()) {
      ThreadLocal<String> context = new ThreadLocal<>();
      List<String> seen = new ArrayList<>();
      ScriptedStreamingModel script =
          ScriptedStreamingModel.on(stage.time, StreamTurn.saying("a").onCallingThread());
      StreamingChatModel model =
          new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
              seen.add(context.get());
              script.chat(request, handler);
            }
          };
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .contextCarrier(
                      () -> {
                        String captured = context.get();
                        return work -> {
                          context.set(captured);
                          work.run();
                        };
                      }));
      context.set("trace-1");
      runtime.agent("agent").build().run("go");
      assertEquals(List.of("trace-1"), seen);
      context.remove();
    }
  }
}
