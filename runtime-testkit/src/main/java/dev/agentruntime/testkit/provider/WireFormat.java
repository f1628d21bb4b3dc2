package dev.agentruntime.testkit.provider;

/** A chat format that {@link FakeProvider} speaks. */
public enum WireFormat {
  /** OpenAI's chat completions, which many others offer too: JSON, or server-sent events. */
  OPENAI("/v1/chat/completions", "/v1"),

  /** Anthropic's messages: JSON, or server-sent events with a grammar of their own. */
  ANTHROPIC("/v1/messages", "/v1"),

  /** Ollama's chat: JSON, or one JSON object per line. */
  OLLAMA("/api/chat", "");

  private final String path;
  private final String base;

  WireFormat(String path, String base) {
    this.path = path;
    this.base = base;
  }

  /**
   * Where requests go.
   *
   * @return the path, from the root of the server
   */
  public String path() {
    return path;
  }

  /** What langchain4j's client of this format wants at the end of its base URL. */
  String base() {
    return base;
  }
}
