package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that accept a request and then say nothing. The clients' own timeout ends at the headers;
 * the runtime's holds everywhere. That no thread of a run is left is checked by the extension.
 */
@ExtendWith(RuntimeExtension.class)
class StallsTest {
  private static final TimeSource TIME = TimeSource.system();

  /** Where the server stalls. */
  enum Where {
    BEFORE_HEADERS,
    AFTER_HEADERS,
    IN_THE_BODY;

    Reply stall(Gate gate) {
      Delivery plain = Delivery.plain();
      Reply reply = Reply.text("The disk is full, and the log grows.");
      return reply.sent(
          switch (this) {
            case BEFORE_HEADERS -> plain.stallBeforeHeaders(gate);
            case AFTER_HEADERS -> plain.stallAfterHeaders(gate);
            case IN_THE_BODY -> plain.stallAfterDeltas(1, gate);
          });
    }
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(Client.values())
        .flatMap(client -> Stream.of(Where.values()).map(where -> Arguments.of(client, where)));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void cancellingEndsARunWhoseServerStalls(Client client, Where where) throws Exception {
    Gate gate = new Gate();
    try (Stand stand = Stand.with(client, Stand.provider(where.stall(gate)))) {
      AgentRun run = stand.agent().start("Why?");
      gate.awaitArrivals(1, Stand.soon(), TIME);
      run.cancel("the user gave up");

      RunResult result = result(run);
      assertEquals(
          Cancellation.Kind.REQUESTED,
          assertInstanceOf(RunResult.Cancelled.class, result).cancellation().kind());
      assertEquals(0, stand.runtime.liveRuns());
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void theRunsDeadlineHoldsAlthoughTheClientsDoesNot(Client client, Where where) throws Exception {
    Gate gate = new Gate();
    RunOptions hurry = RunOptions.builder().timeout(Duration.ofMillis(300)).build();
    try (Stand stand = Stand.with(client, Stand.provider(where.stall(gate)))) {
      RunResult result = result(stand.agent().start("Why?", hurry));

      assertEquals(StopReason.DEADLINE, assertInstanceOf(RunResult.Stopped.class, result).reason());
      assertEquals(0, stand.runtime.liveRuns());
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void closingTheRuntimeEndsARunWhoseServerStalls(Client client, Where where) throws Exception {
    Gate gate = new Gate();
    try (Stand stand = Stand.with(client, Stand.provider(where.stall(gate)))) {
      AgentRun run = stand.agent().start("Why?");
      gate.awaitArrivals(1, Stand.soon(), TIME);

      assertTrue(stand.runtime.close(Stand.PATIENCE).isEmpty(), "runs that did not end");
      assertInstanceOf(RunResult.Cancelled.class, result(run));
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aServerThatGoesOnInTimeIsWaitedFor(Client client, Where where) throws Exception {
    Gate gate = new Gate();
    try (Stand stand = Stand.with(client, Stand.provider(where.stall(gate)))) {
      AgentRun run = stand.agent().start("Why?");
      gate.awaitArrivals(1, Stand.soon(), TIME);
      gate.open();

      assertEquals("The disk is full, and the log grows.", result(run).orThrow());
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aStallAfterToolsIsCancelledToo(Client client, Where where) throws Exception {
    Gate gate = new Gate();
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(Reply.call("load", "{}").saying("Let me look."), where.stall(gate)),
            load)) {
      AgentRun run = stand.agent().start("Why?");
      gate.awaitArrivals(1, Stand.soon(), TIME);
      run.cancel("the user gave up");

      RunResult result = result(run);
      assertInstanceOf(RunResult.Cancelled.class, result);
      assertEquals("Let me look.", result.text());
      assertEquals(1, result.usage().toolCalls());
    }
  }

  private static RunResult result(AgentRun run) throws InterruptedException {
    return run.result(Stand.PATIENCE)
        .orElseThrow(() -> new AssertionError("the run did not end within " + Stand.PATIENCE));
  }
}
