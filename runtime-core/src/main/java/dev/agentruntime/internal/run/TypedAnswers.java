package dev.agentruntime.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.context.MessageOrigin;
import dev.agentruntime.json.Change;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.Shape;
import dev.agentruntime.json.schema.Coerced;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.tool.method.JsonType;
import dev.agentruntime.tool.method.JsonType.Reading;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value of a run's answer by the ladder that holds for arguments, and asks the model again
 * with what is wrong. Stateless.
 */
final class TypedAnswers {
  /**
   * How often the model is asked again. A model that has been told twice what is wrong, and still
   * gets it wrong, does not get it right the third time.
   */
  static final int MAX_ASKED_AGAIN = 2;

  private TypedAnswers() {}

  /** What every request of a run says beside its messages. */
  static ChatRequestParameters parameters(RunState run) {
    ChatRequestParameters tools = run.tools().parameters();
    return run.draft == null ? tools : withFormat(tools, run.draft.type);
  }

  private static ChatRequestParameters withFormat(ChatRequestParameters others, JsonType<?> type) {
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name(type.name()).rootElement(type.schema()).build())
            .build();
    return DefaultChatRequestParameters.builder()
        .overrideWith(others)
        .responseFormat(format)
        .build();
  }

  /**
   * Judges an answer.
   *
   * @param run the run
   * @param draft what has become of its answer so far
   * @param text the whole answer, not blank, already in the conversation
   * @return how the run ends, or null if the model is to be asked again
   */
  static @Nullable RunResult judge(RunState run, AnswerDraft draft, String text) {
    Found found = find(draft.type, text);
    if (found.value != null) {
      draft.value = found.value;
      return new RunResult.Completed(found.text, run);
    }
    if (draft.askedAgain >= MAX_ASKED_AGAIN) {
      return new RunResult.Stopped(
          StopReason.INVALID_ANSWER,
          "the answer is no " + draft.type.name() + ", asked " + (MAX_ASKED_AGAIN + 1) + " times",
          run.lastText(),
          run);
    }
    int limit = run.agent().limits().modelCalls();
    if (run.modelCalls() >= limit) {
      return new RunResult.Stopped(
          StopReason.MODEL_CALL_LIMIT, "modelCalls limit " + limit, run.lastText(), run);
    }
    draft.askedAgain++;
    run.history()
        .add(
            UserMessage.builder()
                .addContent(
                    TextContent.from(
                        "Your answer cannot be used: "
                            + found.text
                            + ". Answer again with the whole JSON value and nothing else."))
                .attributes(MessageOrigin.RUNTIME.attributes())
                .build());
    return null;
  }

  /**
   * What was found in an answer.
   *
   * @param value the value, or null if there is none
   * @param text the value as JSON, or what is wrong
   */
  private record Found(@Nullable Object value, String text) {
    static Found problem(String problem) {
      return new Found(null, problem);
    }
  }

  private static Found find(JsonType<?> type, String text) {
    Decoded decoded = decode(text, Shape.OBJECT);
    if (decoded instanceof Decoded.Refused && type.wrapped()) {
      Decoded bare = decode(text, Shape.ARRAY);
      decoded = bare instanceof Decoded.Refused ? decoded : bare;
    }
    return switch (decoded) {
      case Decoded.Strict(var node) -> read(type, node, text);
      case Decoded.Repaired repaired when repaired.changes().stream().anyMatch(c -> !isFine(c)) ->
          Found.problem("a part of the JSON is missing, or is there twice");
      case Decoded.Repaired repaired -> read(type, repaired.node(), repaired.node().toString());
      case Decoded.Refused refused ->
          Found.problem("it must be one JSON object, but the text " + refused.explanation());
    };
  }

  private static Decoded decode(String text, Shape shape) {
    return JsonDecoder.tolerant().expecting(shape).decode(text);
  }

  /** What ends too early is never completed: the model is there to be asked. */
  private static boolean isFine(Change change) {
    return switch (change.kind().effect()) {
      case NOTATION -> change.kind() != Change.Kind.DUPLICATE;
      case GUESS -> true;
      case CUT, LOSS -> false;
    };
  }

  private static Found read(JsonType<?> type, JsonNode node, String json) {
    String text = json;
    Reading<?> reading = type.read(node);
    if (reading.value().isEmpty()) {
      Coerced coerced = type.jsonSchema().coerce(node);
      if (!coerced.changes().isEmpty()) {
        reading = type.read(coerced.value());
        text = coerced.value().toString();
      }
    }
    Optional<?> value = reading.value();
    return value.isPresent()
        ? new Found(value.get(), text)
        : Found.problem(ArgumentHint.text("the answer", reading.violations(), type.jsonSchema()));
  }
}
