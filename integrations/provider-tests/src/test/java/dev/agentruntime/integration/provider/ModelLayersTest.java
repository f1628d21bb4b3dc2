package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.model.ModelFailure;
import dev.agentruntime.middleware.model.ModelFallback;
import dev.agentruntime.middleware.model.ModelRetriesExhaustedException;
import dev.agentruntime.middleware.model.ModelRetry;
import dev.agentruntime.middleware.model.ModelTimeout;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.Reply;
import dev.langchain4j.exception.AuthenticationException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The layers around the model, on what the real clients really throw. */
@ExtendWith(RuntimeExtension.class)
class ModelLayersTest {
  private static final Delivery PLAIN = Delivery.plain();
  private static final Reply TEXT = Reply.text("The disk is full, and the log grows.");

  /** Waits that nobody notices. */
  private static final ModelRetry AT_ONCE =
      ModelRetry.builder()
          .maxAttempts(10)
          .backoff(new Backoff(Duration.ofNanos(1), Duration.ofNanos(2)))
          .build();

  @ParameterizedTest
  @EnumSource
  void failuresThatPassAreTriedAgain(Client client) {
    FakeProvider provider =
        Stand.provider(
            Reply.error(429),
            Reply.error(500),
            Reply.error(529),
            TEXT.sent(PLAIN.noAnswer()),
            TEXT.sent(PLAIN.dropAfterDeltas(1)),
            TEXT);
    try (Stand stand = retrying(client, provider)) {
      assertEquals("The disk is full, and the log grows.", stand.run("Why?").orThrow());
      provider.assertExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void failuresThatStayAreNot(Client client) {
    FakeProvider provider = Stand.provider(Reply.error(401));
    try (Stand stand = retrying(client, provider)) {
      RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, stand.run("Why?"));

      assertInstanceOf(AuthenticationException.class, failed.error());
    }
  }

  /** Longer than anybody waits, so that the run gives up and says how long it was to wait. */
  @ParameterizedTest
  @EnumSource
  void whenToComeAgainIsReadFromTheHeader(Client client) {
    Reply reply = Reply.error(429).retryAfter(Duration.ofHours(1));
    FakeProvider blocking = Stand.provider(reply);
    try (Stand stand =
        Stand.of(
            blocking,
            AgentRuntime.builder(client.keepingRetryAfter(blocking))
                .modelMiddleware(AT_ONCE)
                .build())) {
      assertComesAgainInAnHour(stand.run("Why?"));
    }
    FakeProvider streaming = Stand.provider(reply);
    try (Stand stand =
        Stand.of(
            streaming,
            AgentRuntime.builder(client.streamingKeepingRetryAfter(streaming))
                .modelMiddleware(AT_ONCE)
                .build())) {
      assertComesAgainInAnHour(stand.run("Why?"));
    }
  }

  private static void assertComesAgainInAnHour(RunResult result) {
    ModelFailure failure =
        assertInstanceOf(
                ModelRetriesExhaustedException.class,
                assertInstanceOf(RunResult.Failed.class, result).error())
            .modelFailure();
    assertEquals(Optional.of(Duration.ofHours(1)), failure.retryAfter());
    assertEquals(429, failure.status().orElse(0));
  }

  @ParameterizedTest
  @EnumSource
  void aStreamIsTriedAgainOnlyBeforeItsFirstPiece(Client client) {
    Gate seen = new Gate();
    Delivery dropped = PLAIN.stallAfterDeltas(3, seen).dropAfterDeltas(3);
    FakeProvider provider = Stand.provider(Reply.error(500), TEXT.sent(dropped), TEXT);
    try (Stand stand =
        Stand.of(
            provider,
            AgentRuntime.builder(client.streaming(provider))
                .modelMiddleware(AT_ONCE)
                .listener(event -> openAtAPiece(event, seen))
                .build())) {
      assertFalse(stand.run("Why?") instanceof RunResult.Completed);
      assertEquals(2, provider.requests().size());
    }
  }

  private static void openAtAPiece(RunEvent event, Gate gate) {
    if (event instanceof RunEvent.ModelStreamed) {
      gate.open();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTimeLimitOfACallHoldsInTheBodyToo(Client client) {
    FakeProvider provider = Stand.provider(TEXT.sent(PLAIN.stallAfterDeltas(1, new Gate())), TEXT);
    try (Stand stand =
        Stand.of(
            provider,
            AgentRuntime.builder(client.blocking(provider))
                .modelMiddleware(AT_ONCE)
                .modelMiddleware(ModelTimeout.of(Duration.ofMillis(300)))
                .build())) {
      assertEquals("The disk is full, and the log grows.", stand.run("Why?").orThrow());
      provider.assertExhausted();
    }
  }

  @Test
  void anotherProviderStandsInForOneThatIsOverloaded() {
    FakeProvider provider = Stand.provider(Reply.error(529), TEXT);
    try (Stand stand =
        Stand.of(
            provider,
            AgentRuntime.builder(Client.ANTHROPIC.blocking(provider))
                .modelMiddleware(ModelFallback.to(Client.OPENAI.blocking(provider)))
                .build())) {
      assertEquals("The disk is full, and the log grows.", stand.run("Why?").orThrow());
      assertEquals(Client.ANTHROPIC.format, stand.request(1).format());
      assertEquals(Client.OPENAI.format, stand.request(2).format());
    }
  }

  private static Stand retrying(Client client, FakeProvider provider) {
    return Stand.of(
        provider, AgentRuntime.builder(client.blocking(provider)).modelMiddleware(AT_ONCE).build());
  }
}
