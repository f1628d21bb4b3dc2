package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams that are cancelled, read and closed at any moment, with callbacks on every kind of thread
 * and a buffer that is nearly always full. On real threads and the real clock.
 */
final class StreamStressTest {
  private static final int ROUNDS = 2_000;
  private static final int MAX_PIECES = 40;

  /** Spins of another thread that take about as long as a short stream. */
  private static final int MAX_SPINS = 20_000;

  /** Where a model calls back. */
  enum Where {
    CALLING_THREAD,
    COMMON_POOL,
    VIRTUAL_THREAD
  }

  private final TrackedTime time = TrackedTime.system();
  private final SplittableRandom random = new SplittableRandom(7);

  /** Says numbers, and an error once it is cancelled, as real clients do. */
  private final class Counting implements StreamingChatModel {
    private final Executor executor;
    private volatile int pieces;

    Counting(Where where) {
      this(
          switch (where) {
            case CALLING_THREAD -> Runnable::run;
            case COMMON_POOL -> ForkJoinPool.commonPool();
            case VIRTUAL_THREAD -> task -> time.start("provider", task);
          });
    }

    Counting(Executor executor) {
      this.executor = executor;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
      int count = pieces;
      executor.execute(
          () -> {
            Handle handle = new Handle();
            for (int i = 0; i < count; i++) {
              if (handle.cancelled) {
                handler.onError(new IOException("closed"));
                break;
              }
              handler.onPartialResponse(
                  new PartialResponse(i + " "), new PartialResponseContext(handle));
            }
            handler.onCompleteResponse(response(count));
          });
    }
  }

  private static final class Handle implements StreamingHandle {
    private volatile boolean cancelled;

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }

  private static String text(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i).append(' ');
    }
    return text.toString();
  }

  private static ChatResponse response(int count) {
    return ChatResponse.builder()
        .aiMessage(AiMessage.from(text(count)))
        .finishReason(FinishReason.STOP)
        .build();
  }

  private static AgentRuntime runtime(StreamingChatModel model, TrackedTime time, int buffered) {
    return AgentRuntime.builder(model)
        .time(time)
        .streaming(StreamOptions.defaults().withBufferedDeltas(buffered))
        .build();
  }

  @AfterEach
  void nothingIsLeft() {
    assertFalse(Thread.interrupted());
    assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(10)));
    assertEquals(List.of(), time.openResources());
    assertEquals(List.of(), time.uncaught());
  }

  private static void spin(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamCancelledAtAnyMomentIsCompleteOrCancelledAndNeverFails(Where where)
      throws InterruptedException {
    Counting model = new Counting(where);
    AgentRuntime runtime = runtime(model, time, 1);
    Agent agent = runtime.agent("agent").build();
    int cancelled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      model.pieces = 1 + random.nextInt(MAX_PIECES);
      AgentRun run = agent.start("go");
      spin(random.nextInt(MAX_SPINS));
      run.cancel("enough");
      RunResult result = run.result();
      if (result instanceof RunResult.Completed) {
        assertEquals(text(model.pieces), result.text());
      } else {
        assertInstanceOf(RunResult.Cancelled.class, result);
        assertEquals(text(pieces(result)), result.text());
        cancelled++;
      }
      assertEquals(List.of(), result.summary().abandonedWork());
    }
    assertTrue(cancelled > 0, "no round was cancelled in time");
    runtime.close();
    assertEquals(0, runtime.stragglers().total());
  }

  private static int pieces(RunResult result) {
    return result.text().split(" ", -1).length - 1;
  }

  @ParameterizedTest
  @EnumSource
  void everyPieceReachesAReaderOnceAndInOrder(Where where) throws InterruptedException {
    Counting model = new Counting(where);
    AgentRuntime runtime = runtime(model, time, 2);
    Agent agent = runtime.agent("agent").build();
    for (int round = 0; round < ROUNDS; round++) {
      model.pieces = 1 + random.nextInt(10 * MAX_PIECES);
      try (RunEvents events = agent.stream("go")) {
        StringBuilder said = new StringBuilder();
        events.text().forEach(said::append);
        assertEquals(text(model.pieces), said.toString());
        assertEquals(text(model.pieces), events.run().result().text());
      }
    }
    runtime.close();
    assertEquals(0, runtime.stragglers().total());
  }

  @Test
  void aListenerThatHoldsUpOneStreamDoesNotSilenceOthersOnTheSamePool()
      throws InterruptedException {
    Gate gate = new Gate();
    try (ForkJoinPool pool = new ForkJoinPool(1)) {
      Counting model = new Counting(pool);
      model.pieces = MAX_PIECES;
      AgentRuntime runtime = runtime(model, time, 1);
      RunOptions slow =
          RunOptions.builder()
              .listener(
                  event -> {
                    if (event instanceof RunEvent.ModelStreamed) {
                      gate.passIgnoringInterrupts(time);
                    }
                  })
              .build();
      Agent agent = runtime.agent("agent").build();
      AgentRun heldUp = agent.start("go", slow);
      gate.awaitArrivals(1, Deadline.never(), time);
      assertEquals(text(MAX_PIECES), agent.run("go").text());
      assertFalse(heldUp.isDone());
      gate.open();
      assertEquals(text(MAX_PIECES), heldUp.result().text());
      runtime.close();
    }
  }

  @Test
  void aReaderClosedAtAnyMomentHoldsNobodyUp() throws InterruptedException {
    Counting model = new Counting(Where.VIRTUAL_THREAD);
    AgentRuntime runtime = runtime(model, time, 2);
    Agent agent = runtime.agent("agent").build();
    model.pieces = 4 * RunEvents.CAPACITY;
    for (int round = 0; round < ROUNDS / 4; round++) {
      RunEvents events = agent.stream("go");
      int take = random.nextInt(2 * RunEvents.CAPACITY);
      for (int i = 0; i < take; i++) {
        assertTrue(events.next().isPresent());
      }
      events.close();
      assertEquals(text(model.pieces), events.run().result().text());
    }
    runtime.close();
  }
}
