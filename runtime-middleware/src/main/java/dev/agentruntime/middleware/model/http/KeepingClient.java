package dev.agentruntime.middleware.model.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's client, but for answers of status 400 and up that say when to come back: those are
 * thrown. Safe for use by many threads.
 */
final class KeepingClient extends HttpClient {
  /** What langchain4j makes of an error's body is a message; a page of it is enough. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private static final int FIRST_ERROR = 400;

  private final HttpClient client;

  KeepingClient(HttpClient client) {
    this.client = client;
  }

  @Override
  public <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> responseBodyHandler)
      throws IOException, InterruptedException {
    HttpResponse<T> response = client.send(request, responseBodyHandler);
    throwIfToldToWait(response);
    return response;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> responseBodyHandler) {
    return client.sendAsync(request, responseBodyHandler).thenApply(KeepingClient::checked);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> responseBodyHandler,
      HttpResponse.PushPromiseHandler<T> pushPromiseHandler) {
    return client
        .sendAsync(request, responseBodyHandler, pushPromiseHandler)
        .thenApply(KeepingClient::checked);
  }

  private static <T> HttpResponse<T> checked(HttpResponse<T> response) {
    try {
      throwIfToldToWait(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return response;
  }

  private static void throwIfToldToWait(HttpResponse<?> response) throws IOException {
    if (response.statusCode() < FIRST_ERROR) {
      return;
    }
    Optional<Duration> wait = RetryAfterHeader.read(response.headers());
    if (wait.isPresent()) {
      throw new HttpFailure(response.statusCode(), body(response.body()), wait.get());
    }
  }

  private static String body(Object body) throws IOException {
    return switch (body) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case String text -> text;
      case InputStream stream -> {
        try (stream) {
          yield new String(stream.readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8);
        }
      }
      default -> "";
    };
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return client.newWebSocketBuilder();
  }

  @Override
  public void shutdown() {
    client.shutdown();
  }

  @Override
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    return client.awaitTermination(duration);
  }

  @Override
  public boolean isTerminated() {
    return client.isTerminated();
  }

  @Override
  public void shutdownNow() {
    client.shutdownNow();
  }

  @Override
  public void close() {
    client.close();
  }
}
