package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailureClassifierTest {

  @Test
  void langchain4jsTypesAreKnown() {
    Map<RuntimeException, Kind> expected =
        Map.of(
            new RateLimitException("x"), Kind.RATE_LIMITED,
            new InternalServerException("x"), Kind.SERVER_ERROR,
            new TimeoutException("x"), Kind.TIMEOUT,
            new RetriableException("x"), Kind.SERVER_ERROR,
            new AuthenticationException("x"), Kind.AUTHENTICATION,
            new InvalidRequestException("x"), Kind.INVALID_REQUEST,
            new ContentFilteredException("x"), Kind.CONTENT_FILTERED,
            new ModelNotFoundException("x"), Kind.MODEL_NOT_FOUND,
            new UnsupportedFeatureException("x"), Kind.UNSUPPORTED,
            new UnresolvedModelServerException("x"), Kind.NETWORK);
    expected.forEach((thrown, kind) -> assertEquals(kind, kindOf(thrown), thrown.toString()));
  }

  @Test
  void theStatusSaysMoreThanTheType() {
    Map<Integer, Kind> expected =
        Map.ofEntries(
            Map.entry(400, Kind.INVALID_REQUEST),
            Map.entry(401, Kind.AUTHENTICATION),
            Map.entry(402, Kind.QUOTA_EXHAUSTED),
            Map.entry(403, Kind.AUTHENTICATION),
            Map.entry(404, Kind.MODEL_NOT_FOUND),
            Map.entry(408, Kind.TIMEOUT),
            Map.entry(409, Kind.OVERLOADED),
            Map.entry(413, Kind.CONTEXT_TOO_LONG),
            Map.entry(422, Kind.INVALID_REQUEST),
            Map.entry(425, Kind.OVERLOADED),
            Map.entry(429, Kind.RATE_LIMITED),
            Map.entry(500, Kind.SERVER_ERROR),
            Map.entry(501, Kind.UNSUPPORTED),
            Map.entry(502, Kind.SERVER_ERROR),
            Map.entry(503, Kind.OVERLOADED),
            Map.entry(504, Kind.TIMEOUT),
            Map.entry(529, Kind.OVERLOADED),
            Map.entry(302, Kind.UNKNOWN));
    expected.forEach(
        (status, kind) -> {
          ModelFailure failure =
              classified(new InternalServerException(new HttpException(status, "")));
          assertEquals(kind, failure.kind(), "status " + status);
          assertEquals(OptionalInt.of(status), failure.status());
        });
  }

  @Test
  void theProvidersErrorCodeSaysMoreThanTheStatus() {
    assertEquals(
        Kind.CONTEXT_TOO_LONG,
        withBody(400, "{'error':{'message':'m','code':'context_length_exceeded'}}"));
    assertEquals(Kind.QUOTA_EXHAUSTED, withBody(429, "{'error':{'code':'insufficient_quota'}}"));
    assertEquals(
        Kind.OVERLOADED, withBody(500, "{'type':'error','error':{'type':'overloaded_error'}}"));
    assertEquals(
        Kind.RATE_LIMITED, withBody(400, "{'error':{'code':8,'status':'RESOURCE_EXHAUSTED'}}"));
    assertFalse(classified(http(429, "{'error':{'code':'insufficient_quota'}}")).temporary());
  }

  @Test
  void proseDecidesNothing() {
    assertEquals(Kind.UNKNOWN, kindOf(new IllegalStateException("rate limit, timeout, 503")));
    assertEquals(
        Kind.INVALID_REQUEST, withBody(400, "context_length_exceeded overloaded_error capacity"));
    assertEquals(
        Kind.INVALID_REQUEST,
        withBody(400, "{'error':{'message':'overloaded_error','code':'no overloaded_error'}}"));
    assertEquals(Kind.SERVER_ERROR, withBody(500, "{'error':'overloaded_error'}"));
    assertEquals(Kind.SERVER_ERROR, withBody(500, "{ not json"));
    assertEquals(
        Kind.SERVER_ERROR,
        withBody(500, "{'error':{'code':'insufficient_quota'},'x':'" + "y".repeat(70_000) + "'}"));
  }

  @Test
  void theUnknownIsNotTemporary() {
    for (RuntimeException thrown :
        List.of(
            new IllegalStateException("x"),
            new LangChain4jException("x"),
            new NullPointerException())) {
      assertEquals(ModelFailure.of(Kind.UNKNOWN), classified(thrown));
      assertFalse(classified(thrown).temporary());
    }
  }

  @Test
  void aBrokenConnectionIsTemporaryAndAWrongNameIsNot() {
    assertTemporary(Kind.NETWORK, true, new ConnectException("x"));
    assertTemporary(Kind.NETWORK, true, new IOException("x"));
    assertTemporary(Kind.TIMEOUT, true, new HttpTimeoutException("x"));
    assertTemporary(Kind.TIMEOUT, true, new SocketTimeoutException("x"));
    assertTemporary(Kind.NETWORK, false, new UnknownHostException("x"));
    assertTemporary(Kind.NETWORK, false, new SSLHandshakeException("x"));
  }

  private static void assertTemporary(Kind kind, boolean temporary, IOException cause) {
    ModelFailure failure = classified(new IllegalStateException(new UncheckedIOException(cause)));
    assertEquals(ModelFailure.of(kind).withTemporary(temporary), failure, cause.toString());
  }

  @Test
  void anInterruptIsNoFailureOfTheModel() {
    assertEquals(
        ModelFailure.of(Kind.INTERRUPTED),
        classified(new TimeoutException(new InterruptedException())));
    assertFalse(classified(new LangChain4jException(new InterruptedException())).temporary());
    assertEquals(
        Kind.INTERRUPTED, kindOf(new UncheckedIOException(new ClosedByInterruptException())));
  }

  @Test
  void theWaitIsFoundAnywhereAmongTheCauses() {
    ModelFailure failure =
        classified(new RateLimitException(new AskedToWait(Duration.ofSeconds(7))));

    assertEquals(Optional.of(Duration.ofSeconds(7)), failure.retryAfter());
    assertEquals("RATE_LIMITED 429, retry after PT7S", failure.toString());
  }

  @Test
  void anExceptionThatKnowsWhatItIsIsBelieved() {
    ModelFailure own = ModelFailure.of(Kind.OVERLOADED).withRetryAfter(Duration.ofSeconds(1));

    assertEquals(own, classified(new IllegalStateException(new Knowing(own))));
  }

  @Test
  void aCycleOfCausesEnds() {
    IllegalStateException outer = new IllegalStateException("a");
    outer.initCause(new IllegalStateException("b", outer));

    assertEquals(Kind.UNKNOWN, kindOf(outer));
  }

  @Test
  void everyKindSaysWhetherItPasses() {
    assertEquals(
        List.of(Kind.RATE_LIMITED, Kind.OVERLOADED, Kind.SERVER_ERROR, Kind.TIMEOUT, Kind.NETWORK),
        List.of(Kind.values()).stream().filter(Kind::temporary).toList());
  }

  @Test
  void aNegativeWaitIsRefused() {
    assertEquals(
        "retryAfter must not be negative, was PT-1S",
        assertThrows(
                IllegalArgumentException.class,
                () -> ModelFailure.of(Kind.TIMEOUT).withRetryAfter(Duration.ofSeconds(-1)))
            .getMessage());
    assertTrue(ModelFailure.of(Kind.TIMEOUT).temporary());
  }

  private static Kind withBody(int status, String body) {
    return kindOf(http(status, body));
  }

  private static RuntimeException http(int status, String body) {
    return new LangChain4jException(new HttpException(status, body.replace('\'', '"')));
  }

  private static Kind kindOf(RuntimeException thrown) {
    return classified(thrown).kind();
  }

  private static ModelFailure classified(RuntimeException thrown) {
    return FailureClassifier.standard().classify(thrown);
  }

  private static final class Knowing extends IllegalStateException implements ClassifiedFailure {
    @Serial private static final long serialVersionUID = 1L;

    private final transient ModelFailure failure;

    Knowing(ModelFailure failure) {
      super("busy");
      this.failure = failure;
    }

    @Override
    public ModelFailure modelFailure() {
      return failure;
    }
  }
}
