package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.stream.StreamStalledException;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.RateLimitException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams that stall, break off or fail, through the real streaming clients. */
@ExtendWith(RuntimeExtension.class)
class StreamFaultsTest {
  private static final TimeSource TIME = TimeSource.system();
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final StreamOptions HURRY =
      StreamOptions.defaults().withFirstTokenTimeout(SHORT).withIdleTimeout(SHORT);
  private static final Delivery PLAIN = Delivery.plain();
  private static final Reply TEXT = Reply.text("The disk is full, and the log grows.");

  static Stream<Arguments> brokenStreams() {
    return each(
        List.of(
            TEXT.sent(PLAIN.noAnswer()),
            TEXT.sent(PLAIN.cutAfterDeltas(0)),
            TEXT.sent(PLAIN.cutAfterDeltas(2)),
            TEXT.sent(PLAIN.cutAfterDeltas(100)),
            TEXT.sent(PLAIN.dropAfterDeltas(0)),
            TEXT.sent(PLAIN.dropAfterDeltas(2)),
            TEXT.sent(PLAIN.dropAfterDeltas(100)),
            TEXT.sent(PLAIN.failAfterDeltas(0, "Overloaded")),
            TEXT.sent(PLAIN.failAfterDeltas(2, "Overloaded")),
            TEXT.finishing(null),
            Reply.raw(200, "text/html", "<html>Please log in</html>"),
            Reply.error(429),
            Reply.error(500)));
  }

  /**
   * OpenAI's client completes such streams without a finish reason, also after an error event; the
   * others report an error, or nothing at all, and then the idle timeout ends the run.
   */
  @ParameterizedTest
  @MethodSource("brokenStreams")
  void aStreamThatBreaksOffIsNeverACompletedRun(Client client, Reply reply) {
    try (Stand stand = streaming(client, HURRY, reply)) {
      RunResult result = stand.run("Why?");

      assertFalse(result instanceof RunResult.Completed, () -> "was " + result);
      assertFalse(result instanceof RunResult.Cancelled, () -> "was " + result);
      assertEquals(1, stand.provider.requests().size(), "asked once");
    }
  }

  static Stream<Arguments> brokenCalls() {
    Reply call =
        Reply.call("load", "{\"window\":\"five minutes\"}").andCall("load", "{\"window\":\"1\"}");
    return each(
        List.of(
            call.sent(PLAIN.cutAfterDeltas(1)),
            call.sent(PLAIN.cutAfterDeltas(4)),
            call.sent(PLAIN.cutAfterDeltas(100)),
            call.sent(PLAIN.dropAfterDeltas(1)),
            call.sent(PLAIN.dropAfterDeltas(100)),
            call.sent(PLAIN.failAfterDeltas(100, "Overloaded"))));
  }

  @ParameterizedTest
  @MethodSource("brokenCalls")
  void noToolRunsForATurnThatBreaksOff(Client client, Reply reply) {
    FakeTool load = FakeTool.answering("load", "0.3");
    FakeProvider provider = Stand.provider(reply, Reply.text("Sorry."));
    AgentRuntime runtime =
        AgentRuntime.builder(client.streaming(provider)).streaming(HURRY).tools(load).build();
    try (Stand stand = Stand.of(provider, runtime)) {
      stand.run("Why?");

      assertEquals(0, load.invocations().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfTheServerIsAFailureOfItsType(Client client) {
    try (Stand stand = Stand.streaming(client, Stand.provider(Reply.error(429)))) {
      Throwable error = assertInstanceOf(RunResult.Failed.class, stand.run("Why?")).error();

      assertInstanceOf(RateLimitException.class, error);
      assertEquals(429, assertInstanceOf(HttpException.class, error.getCause()).statusCode());
    }
  }

  static Stream<Arguments> stalls() {
    return Stream.of(Client.values())
        .flatMap(
            client ->
                Stream.of(StallsTest.Where.values()).map(where -> Arguments.of(client, where)));
  }

  @ParameterizedTest
  @MethodSource("stalls")
  void cancellingEndsARunWhoseStreamStalls(Client client, StallsTest.Where where) throws Exception {
    Gate gate = new Gate();
    try (Stand stand = Stand.streaming(client, Stand.provider(where.stall(gate)))) {
      AgentRun run = stand.agent().start("Why?");
      gate.awaitArrivals(1, Stand.soon(), TIME);
      run.cancel("the user gave up");

      assertInstanceOf(RunResult.Cancelled.class, run.result(Stand.PATIENCE).orElseThrow());
      assertEquals(0, stand.runtime.liveRuns());
    }
  }

  @ParameterizedTest
  @MethodSource("stalls")
  void aSilentStreamFailsTheRunWithinItsTimeout(Client client, StallsTest.Where where)
      throws Exception {
    Gate gate = new Gate();
    try (Stand stand = streaming(client, HURRY, where.stall(gate))) {
      RunResult result = stand.agent().start("Why?").result(Stand.PATIENCE).orElseThrow();

      StreamStalledException error =
          assertInstanceOf(
              StreamStalledException.class,
              assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals(where == StallsTest.Where.IN_THE_BODY, error.hasBegun());
    }
  }

  @ParameterizedTest
  @MethodSource("stalls")
  void theRunsDeadlineHoldsInAStream(Client client, StallsTest.Where where) throws Exception {
    Gate gate = new Gate();
    RunOptions hurry = RunOptions.builder().timeout(SHORT).build();
    try (Stand stand = Stand.streaming(client, Stand.provider(where.stall(gate)))) {
      RunResult result = stand.agent().start("Why?", hurry).result(Stand.PATIENCE).orElseThrow();

      assertEquals(StopReason.DEADLINE, assertInstanceOf(RunResult.Stopped.class, result).reason());
    }
  }

  @ParameterizedTest
  @EnumSource
  void piecesBeforeAFailureReachTheHost(Client client) throws Exception {
    Gate gate = new Gate();
    Delivery dropped = PLAIN.stallAfterDeltas(2, gate).dropAfterDeltas(2);
    try (Stand stand = Stand.streaming(client, Stand.provider(TEXT.sent(dropped)))) {
      StringBuilder seen = new StringBuilder();
      try (RunEvents events = stand.agent().stream("Why?")) {
        for (String piece : events.text()) {
          if (seen.append(piece).length() == "The disk is ".length()) {
            gate.open();
          }
        }
        assertFalse(events.run().result() instanceof RunResult.Completed);
      }
      assertEquals("The disk is ", seen.toString());
    }
  }

  private static Stand streaming(Client client, StreamOptions options, Reply reply) {
    FakeProvider provider = Stand.provider(reply);
    return Stand.of(
        provider, AgentRuntime.builder(client.streaming(provider)).streaming(options).build());
  }

  private static Stream<Arguments> each(List<Reply> replies) {
    return Stream.of(Client.values())
        .flatMap(client -> replies.stream().map(reply -> Arguments.of(client, reply)));
  }
}
