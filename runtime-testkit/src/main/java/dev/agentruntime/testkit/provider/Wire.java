package dev.agentruntime.testkit.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One chat format, both ways. Implementations are stateless. */
sealed interface Wire permits OpenAiWire, AnthropicWire, OllamaWire {

  static Wire of(WireFormat format) {
    return switch (format) {
      case OPENAI -> OpenAiWire.INSTANCE;
      case ANTHROPIC -> AnthropicWire.INSTANCE;
      case OLLAMA -> OllamaWire.INSTANCE;
    };
  }

  /** Reads a request; lenient, since {@link #complaint} is what judges it. */
  ProviderRequest read(Map<String, String> headers, ObjectNode body);

  /** What the provider would answer 400 with beyond the rules all formats share. */
  Optional<String> complaint(ProviderRequest request);

  /**
   * A reply that is not streamed.
   *
   * @param number the number of the reply, from 1, for ids
   */
  ObjectNode whole(Said said, String model, int number);

  /**
   * A streamed reply, to its regular end.
   *
   * @param number the number of the reply, from 1, for ids
   * @param pieces cuts a text as the model's tokens would
   */
  List<Frame> stream(Said said, ProviderRequest request, int number, Pieces pieces);

  /** An error in place of a reply. */
  ObjectNode error(int status, String message);

  /** An error in the middle of a stream. */
  Frame errorFrame(String message);

  /** The content type of a stream. */
  String streamType();
}
