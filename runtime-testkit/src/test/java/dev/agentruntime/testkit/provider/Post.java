package dev.agentruntime.testkit.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A client that knows nothing of formats. */
final class Post implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeProvider provider;

  Post(FakeProvider provider) {
    this.provider = provider;
  }

  HttpResponse<String> post(WireFormat format, String body)
      throws IOException, InterruptedException {
    String root = provider.baseUrl(WireFormat.OLLAMA);
    return client.send(
        HttpRequest.newBuilder(URI.create(root + format.path()))
            .header("Authorization", "Bearer sk-secret")
            .header("x-api-key", "sk-secret")
            .header("anthropic-version", "2023-06-01")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A request of one user message. */
  static String ask(boolean stream) {
    return """
    {"model":"m","max_tokens":9,"stream":%s,"stream_options":{"include_usage":true},
     "messages":[{"role":"user","content":"Hi"}]}\
    """
        .formatted(stream);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
