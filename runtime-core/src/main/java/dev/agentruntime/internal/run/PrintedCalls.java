package dev.agentruntime.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads tool calls that a weak model prints as text in place of making them. An answer is read so
 * only if all of it is calls of tools the run has. Linear in the text. Stateless.
 *
 * <p>The shapes: {@code <tool_call>{…}</tool_call>}, one or more; a code fence around an object; an
 * object alone; {@code Action:} and {@code Action Input:}, after a {@code Thought:} or not. The
 * object names the tool and its arguments and holds nothing else.
 */
final class PrintedCalls {
  private static final String NAME = "printed-calls";
  private static final String TAG = "<tool_call>";
  private static final String END_TAG = "</tool_call>";
  private static final String FENCE = "```";
  private static final Set<String> FENCE_LANGUAGES = Set.of("", "json", "tool_call");
  private static final String THOUGHT = "Thought:";
  private static final String ACTION = "Action:";
  private static final String ACTION_INPUT = "Action Input:";
  private static final Set<String> NAME_KEYS = Set.of("name", "tool", "tool_name", "function");
  private static final Set<String> ARGUMENT_KEYS =
      Set.of("arguments", "parameters", "args", "input", "tool_input");

  /** Printed beside the two by some models, and of no consequence. */
  private static final Set<String> OTHER_KEYS = Set.of("id", "type");

  /** What a text was read as: how it was printed, the calls, and what was said before them. */
  private record Reading(String shape, List<ToolExecutionRequest> calls, @Nullable String said) {}

  private PrintedCalls() {}

  /** The same response, or one that makes the calls it prints. */
  static ChatResponse read(RunState run, int turn, ChatResponse response) {
    if (!isWholeText(response)) {
      return response;
    }
    Reading reading = read(response.aiMessage().text().strip());
    if (reading == null || !reading.calls.stream().allMatch(call -> mayBeCalled(run, call))) {
      return response;
    }
    run.emit(
        origin ->
            new RunEvent.ModelLayerDecided(
                origin, turn, NAME, "read_from_text", reading.calls.size() + " " + reading.shape));
    AiMessage message =
        response.aiMessage().toBuilder()
            .text(reading.said)
            .toolExecutionRequests(reading.calls)
            .build();
    return ChatResponse.builder().aiMessage(message).metadata(response.metadata()).build();
  }

  @SuppressWarnings("NullAway") // a defective model may return nothing, which is said elsewhere
  private static boolean isWholeText(ChatResponse response) {
    AiMessage message = response == null ? null : response.aiMessage();
    return message != null
        && message.text() != null
        && !message.hasToolExecutionRequests()
        && response.finishReason() != FinishReason.LENGTH
        && response.finishReason() != FinishReason.CONTENT_FILTER;
  }

  private static boolean mayBeCalled(RunState run, ToolExecutionRequest call) {
    ToolDescriptor tool = run.tools().find(call.name()).chain.tool();
    return tool.known()
        && (!tool.traits().has(ToolTrait.DESTRUCTIVE)
            || run.agent().turns().printableDestructiveTools().contains(tool.name()));
  }

  private static @Nullable Reading read(String text) {
    if (text.startsWith(TAG)) {
      return tags(text);
    }
    if (text.startsWith(FENCE)) {
      return fence(text);
    }
    return text.startsWith("{") ? one("object", call(text), null) : action(text);
  }

  private static @Nullable Reading one(
      String shape, @Nullable ToolExecutionRequest call, @Nullable String said) {
    return call == null ? null : new Reading(shape, List.of(call), said);
  }

  private static @Nullable Reading tags(String text) {
    List<ToolExecutionRequest> calls = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf(END_TAG, at);
      ToolExecutionRequest call =
          end < 0 || !text.startsWith(TAG, at)
              ? null
              : call(text.substring(at + TAG.length(), end));
      if (call == null) {
        return null;
      }
      calls.add(call);
      at = end + END_TAG.length();
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
    return new Reading("tag", calls, null);
  }

  private static @Nullable Reading fence(String text) {
    int line = text.indexOf('\n');
    if (line < 0
        || !text.endsWith(FENCE)
        || text.length() - FENCE.length() < line
        || !FENCE_LANGUAGES.contains(text.substring(FENCE.length(), line).strip())) {
      return null;
    }
    return one("fence", call(text.substring(line, text.length() - FENCE.length())), null);
  }

  private static @Nullable Reading action(String text) {
    int action = text.startsWith(ACTION) ? 0 : text.indexOf("\n" + ACTION) + 1;
    int input = text.indexOf("\n" + ACTION_INPUT, action);
    boolean afterThought = action > 0 && text.startsWith(THOUGHT);
    if (input < 0 || !(afterThought || text.startsWith(ACTION))) {
      return null;
    }
    String name = text.substring(action + ACTION.length(), input).strip();
    ObjectNode arguments = object(text.substring(input + 1 + ACTION_INPUT.length()));
    return arguments == null
        ? null
        : one(
            "react",
            call(name, arguments.toString()),
            afterThought ? text.substring(THOUGHT.length(), action).strip() : null);
  }

  /** A call from an object that names a tool and its arguments, or null. */
  private static @Nullable ToolExecutionRequest call(String text) {
    ObjectNode object = object(text);
    if (object == null) {
      return null;
    }
    JsonNode name = null;
    JsonNode arguments = null;
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (NAME_KEYS.contains(entry.getKey()) && name == null) {
        name = entry.getValue();
      } else if (ARGUMENT_KEYS.contains(entry.getKey()) && arguments == null) {
        arguments = entry.getValue();
      } else if (!OTHER_KEYS.contains(entry.getKey())) {
        return null;
      }
    }
    if (name == null || !name.isTextual() || arguments == null) {
      return null;
    }
    return arguments.isObject() || arguments.isTextual()
        ? call(name.textValue(), written(arguments))
        : null;
  }

  /** Arguments are an object, or a string that holds one as providers' own calls have it. */
  private static String written(JsonNode arguments) {
    return arguments.isTextual() ? arguments.textValue() : arguments.toString();
  }

  /** Without an id: the turn gives it one of its own. */
  private static ToolExecutionRequest call(String name, String arguments) {
    return ToolExecutionRequest.builder().name(name).arguments(arguments).build();
  }

  private static @Nullable ObjectNode object(String text) {
    try {
      return text.isBlank() ? null : ToolArguments.ofText(text.strip()).object();
    } catch (MalformedArgumentsException _) {
      return null; // a text like any other
    }
  }
}
