package dev.agentruntime.examples.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.examples.triage.model.TriageModel;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.ProviderRequest;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.WireFormat;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ModelsTest {

  @Test
  void theEnvironmentChoosesTheModelAndWithoutAnyItIsTheRules() {
    assertInstanceOf(TriageModel.class, Models.from(Map.of("PATH", "/bin")).model());
    assertInstanceOf(OpenAiChatModel.class, Models.from(Map.of("OPENAI_API_KEY", "k")).model());
    assertInstanceOf(
        AnthropicChatModel.class, Models.from(Map.of("ANTHROPIC_API_KEY", "k")).model());
    Models ollama =
        Models.from(Map.of("OLLAMA_BASE_URL", "http://localhost:1", "OLLAMA_MODEL", "small"));
    assertInstanceOf(OllamaChatModel.class, ollama.model());
    assertEquals("Ollama small", ollama.name());
  }

  @Test
  void theChosenModelAsksTheProviderThatTheEnvironmentNames() {
    try (FakeProvider provider =
        FakeProvider.answering(TimeSource.system(), request -> Reply.text(request.model()))) {
      String url = provider.baseUrl(WireFormat.OPENAI);
      for (Map<String, String> environment :
          List.of(
              Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", url, "OPENAI_MODEL", "a"),
              Map.of("ANTHROPIC_API_KEY", "k", "ANTHROPIC_BASE_URL", url, "ANTHROPIC_MODEL", "a"),
              Map.of(
                  "OLLAMA_BASE_URL", provider.baseUrl(WireFormat.OLLAMA), "OLLAMA_MODEL", "a"))) {
        ChatModel model = Models.from(environment).model();
        try (AgentRuntime runtime = AgentRuntime.builder(model).build()) {
          assertEquals("a", runtime.agent("triage").build().run("hello").orThrow());
        }
      }
      provider.assertValid();
      assertEquals(
          List.of(WireFormat.values()),
          provider.requests().stream().map(ProviderRequest::format).toList());
    }
  }

  @Test
  void aProviderThatFailsIsAskedOnce() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort();
      for (Map<String, String> environment :
          List.of(
              Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", url),
              Map.of("ANTHROPIC_API_KEY", "k", "ANTHROPIC_BASE_URL", url),
              Map.of("OLLAMA_BASE_URL", url))) {
        requests.set(0);
        Models models = Models.from(environment);
        assertThrows(LangChain4jException.class, () -> models.model().chat("hello"));
        assertEquals(1, requests.get(), models.name());
      }
    } finally {
      server.stop(0);
    }
  }
}
