package dev.agentruntime.middleware.model.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private final HttpClient client = RetryAfter.keeping(HttpClient.newBuilder()).build();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/busy", 429, "3");
    answer("/down", 503, null);
    answer("/fine", 200, "3");
    server.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.stop(0);
  }

  private void answer(String path, int status, @Nullable String retryAfter) {
    server.createContext(
        path,
        exchange -> {
          if (retryAfter != null) {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
          }
          byte[] body = "{\"error\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  @Test
  void anAnswerThatSaysWhenToComeBackIsThrownWithStatusBodyAndWait() {
    HttpFailure failure =
        assertThrows(
            HttpFailure.class,
            () -> client.send(get("/busy"), HttpResponse.BodyHandlers.ofByteArray()));

    assertEquals(429, failure.statusCode());
    assertEquals("{\"error\":{}}", failure.getMessage());
    assertEquals(Optional.of(Duration.ofSeconds(3)), failure.retryAfter());
  }

  @Test
  void aStreamedAnswerDoesTheSame() {
    CompletionException thrown =
        assertThrows(
            CompletionException.class,
            () -> client.sendAsync(get("/busy"), HttpResponse.BodyHandlers.ofInputStream()).join());

    HttpFailure failure = assertInstanceOf(HttpFailure.class, thrown.getCause());
    assertEquals("{\"error\":{}}", failure.getMessage());
    assertEquals(Optional.of(Duration.ofSeconds(3)), failure.retryAfter());
  }

  @Test
  void everyOtherAnswerPassesUntouched() throws Exception {
    assertEquals(503, client.send(get("/down"), HttpResponse.BodyHandlers.ofString()).statusCode());
    assertEquals(200, client.send(get("/fine"), HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  void settingsReachTheClient() {
    HttpClient built =
        RetryAfter.keeping(HttpClient.newBuilder())
            .connectTimeout(Duration.ofSeconds(4))
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    assertEquals(Optional.of(Duration.ofSeconds(4)), built.connectTimeout());
    assertEquals(HttpClient.Redirect.ALWAYS, built.followRedirects());
    assertEquals(HttpClient.Version.HTTP_1_1, built.version());
    built.close();
    assertTrue(built.isTerminated());
  }

  @Test
  void theHeaderIsReadInEveryForm() {
    assertEquals("PT2S", read(Map.of("Retry-After", "2")));
    assertEquals("PT1.5S", read(Map.of("Retry-After", " 1.5 ")));
    assertEquals("PT0.25S", read(Map.of("retry-after-ms", "250", "Retry-After", "9")));
    assertEquals(
        "PT30S",
        read(
            Map.of(
                "Retry-After", "Wed, 21 Oct 2026 07:28:30 GMT",
                "Date", "Wed, 21 Oct 2026 07:28:00 GMT")));
  }

  @Test
  void aDateInThePastIsNoWaitAndADistantOneIsCut() {
    String now = "Wed, 21 Oct 2026 07:28:00 GMT";
    assertEquals("PT0S", read(Map.of("Retry-After", "Wed, 21 Oct 2026 07:27:00 GMT", "Date", now)));
    assertEquals(
        "PT24H", read(Map.of("Retry-After", "Thu, 21 Oct 2027 07:28:00 GMT", "Date", now)));
    assertEquals("PT24H", read(Map.of("Retry-After", "1e300")));
  }

  @Test
  void nonsenseIsAsGoodAsNothing() {
    for (String value : List.of("soon", "", "-1", "NaN", "Wed, 99 Oct 2026 07:28:00 GMT")) {
      assertEquals("none", read(Map.of("Retry-After", value)), value);
    }
    assertEquals("none", read(Map.of()));
  }

  private static String read(Map<String, String> headers) {
    Map<String, List<String>> lists = new java.util.HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return RetryAfterHeader.read(HttpHeaders.of(lists, (name, value) -> true))
        .map(Duration::toString)
        .orElse("none");
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
        .build();
  }
}
