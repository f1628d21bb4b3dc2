package dev.agentruntime.middleware.model.http;

import java.net.http.HttpClient;

/**
 * Lets {@link dev.agentruntime.middleware.model.ModelRetry} know how long a provider asked to wait.
 *
 * <p>langchain4j's clients throw away the headers of answers that are not a success. Underneath
 * them is the JDK's client, which the host may supply; this one throws an {@link HttpFailure},
 * which they keep as the cause of what they throw. The same line serves every provider, blocking
 * and streaming:
 *
 * <pre>{@code
 * OpenAiChatModel.builder()
 *     .httpClientBuilder(JdkHttpClient.builder()
 *         .httpClientBuilder(RetryAfter.keeping(HttpClient.newBuilder())))
 *     .maxRetries(0)
 *     ...
 * }</pre>
 *
 * <p>Answers without the header pass untouched. Stateless.
 */
public final class RetryAfter {
  private RetryAfter() {}

  /**
   * A builder whose clients keep {@code Retry-After}.
   *
   * @param builder what the client is built with; used by the returned builder alone from here on
   * @return a builder that forwards every setting
   */
  public static HttpClient.Builder keeping(HttpClient.Builder builder) {
    return new KeepingBuilder(builder);
  }
}
