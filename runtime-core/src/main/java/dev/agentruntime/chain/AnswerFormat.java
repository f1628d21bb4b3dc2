package dev.agentruntime.chain;

import dev.agentruntime.json.schema.JsonSchema;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells a model of the form its answer must have: by the provider's own means where the model has
 * them, else in words. Which of the two is decided where the model is really asked, as middleware
 * may have chosen another one. Stateless.
 */
final class AnswerFormat {
  private AnswerFormat() {}

  /**
   * A request as a model can take it.
   *
   * @param request what is asked
   * @param capabilities what the model can do
   * @return the same request, or one that asks for the format in words
   */
  static ChatRequest fitted(ChatRequest request, Set<Capability> capabilities) {
    ResponseFormat format = request.responseFormat();
    if (format == null
        || format.jsonSchema() == null
        || capabilities.contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA)) {
      return request;
    }
    return request.toBuilder()
        .messages(inWords(request.messages(), format.jsonSchema().rootElement()))
        .parameters(withoutFormat(request.parameters()))
        .build();
  }

  private static ChatRequestParameters withoutFormat(ChatRequestParameters parameters) {
    return parameters.overrideWith(
        DefaultChatRequestParameters.builder().responseFormat(ResponseFormat.TEXT).build());
  }

  private static List<ChatMessage> inWords(List<ChatMessage> messages, JsonSchemaElement schema) {
    String words =
        "When you give your answer, write one JSON value and nothing else: no explanation, no code"
            + " fence. It must fit this JSON Schema:\n"
            + JsonSchema.of(schema).describe("", Integer.MAX_VALUE);
    List<ChatMessage> told = new ArrayList<>(messages);
    if (!told.isEmpty() && told.getFirst() instanceof SystemMessage system) {
      told.set(0, SystemMessage.from(system.text() + "\n\n" + words));
    } else {
      told.addFirst(SystemMessage.from(words));
    }
    return told;
  }
}
