package dev.agentruntime.integration.provider;

import dev.agentruntime.middleware.model.http.RetryAfter;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.WireFormat;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.http.HttpClient;

/** Langchain4j's real clients, with their own retries off. */
enum Client {
  OPENAI(WireFormat.OPENAI),
  ANTHROPIC(WireFormat.ANTHROPIC),
  OLLAMA(WireFormat.OLLAMA);

  private static final String MODEL = "fake-1";
  private static final String KEY = "sk-not-a-key";

  final WireFormat format;

  Client(WireFormat format) {
    this.format = format;
  }

  /** As hosts have it by default. */
  ChatModel blocking(FakeProvider provider) {
    return blocking(provider, JdkHttpClient.builder());
  }

  /** Over an HTTP client that keeps when to come again. */
  ChatModel keepingRetryAfter(FakeProvider provider) {
    return blocking(provider, keeping());
  }

  private ChatModel blocking(FakeProvider provider, HttpClientBuilder http) {
    String url = provider.baseUrl(format);
    return switch (this) {
      case OPENAI ->
          OpenAiChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(url)
              .apiKey(KEY)
              .modelName(MODEL)
              .returnThinking(true)
              .maxRetries(0)
              .build();
      case ANTHROPIC ->
          AnthropicChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(url)
              .apiKey(KEY)
              .modelName(MODEL)
              .returnThinking(true)
              .maxRetries(0)
              .build();
      case OLLAMA ->
          OllamaChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(url)
              .modelName(MODEL)
              .returnThinking(true)
              .maxRetries(0)
              .build();
    };
  }

  /** As hosts have it by default. */
  StreamingChatModel streaming(FakeProvider provider) {
    return streaming(provider, JdkHttpClient.builder());
  }

  /** Over an HTTP client that keeps when to come again. */
  StreamingChatModel streamingKeepingRetryAfter(FakeProvider provider) {
    return streaming(provider, keeping());
  }

  private static HttpClientBuilder keeping() {
    return JdkHttpClient.builder().httpClientBuilder(RetryAfter.keeping(HttpClient.newBuilder()));
  }

  private StreamingChatModel streaming(FakeProvider provider, HttpClientBuilder http) {
    String url = provider.baseUrl(format);
    return switch (this) {
      case OPENAI ->
          OpenAiStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(url)
              .apiKey(KEY)
              .modelName(MODEL)
              .returnThinking(true)
              .build();
      case ANTHROPIC ->
          AnthropicStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(url)
              .apiKey(KEY)
              .modelName(MODEL)
              .returnThinking(true)
              .build();
      case OLLAMA ->
          OllamaStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(url)
              .modelName(MODEL)
              .returnThinking(true)
              .build();
    };
  }

  /** Whether the format tells a tool result that is an error from one that is not. */
  boolean marksErrors() {
    return this == ANTHROPIC;
  }

  /** What a run ends with if the provider withholds the answer; Anthropic's client hides why. */
  StopReason reasonOfFilteredAnswer() {
    return this == ANTHROPIC ? StopReason.UNKNOWN_END : StopReason.CONTENT_FILTER;
  }
}
