package dev.agentruntime.examples.triage;

import dev.agentruntime.examples.triage.model.TriageModel;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.Map;

/**
 * Chooses the model by what the environment offers: {@code OPENAI_API_KEY}, {@code
 * ANTHROPIC_API_KEY} or {@code OLLAMA_BASE_URL}, and the rules of this example if there is none of
 * them. The providers' own retries are off; retrying is the runtime's business.
 */
record Models(String name, ChatModel model) {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  static Models from(Map<String, String> environment) {
    if (environment.containsKey("OPENAI_API_KEY")) {
      return openAi(environment);
    }
    if (environment.containsKey("ANTHROPIC_API_KEY")) {
      return anthropic(environment);
    }
    if (environment.containsKey("OLLAMA_BASE_URL")) {
      return ollama(environment);
    }
    return new Models("rules, offline", new TriageModel());
  }

  private static Models openAi(Map<String, String> environment) {
    String name = environment.getOrDefault("OPENAI_MODEL", "gpt-4.1");
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .apiKey(environment.get("OPENAI_API_KEY"))
            .modelName(name)
            .timeout(TIMEOUT)
            .maxRetries(0);
    String url = environment.get("OPENAI_BASE_URL");
    return new Models("OpenAI " + name, (url == null ? builder : builder.baseUrl(url)).build());
  }

  private static Models anthropic(Map<String, String> environment) {
    String name = environment.getOrDefault("ANTHROPIC_MODEL", "claude-sonnet-4-5");
    AnthropicChatModel.AnthropicChatModelBuilder builder =
        AnthropicChatModel.builder()
            .apiKey(environment.get("ANTHROPIC_API_KEY"))
            .modelName(name)
            .maxTokens(4096)
            .timeout(TIMEOUT)
            .maxRetries(0);
    String url = environment.get("ANTHROPIC_BASE_URL");
    return new Models("Anthropic " + name, (url == null ? builder : builder.baseUrl(url)).build());
  }

  private static Models ollama(Map<String, String> environment) {
    String name = environment.getOrDefault("OLLAMA_MODEL", "qwen3");
    return new Models(
        "Ollama " + name,
        OllamaChatModel.builder()
            .baseUrl(environment.get("OLLAMA_BASE_URL"))
            .modelName(name)
            .timeout(TIMEOUT)
            .maxRetries(0)
            .build());
  }
}
