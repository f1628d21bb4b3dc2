package dev.agentruntime.testkit.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages. */
final class AnthropicWire implements Wire {
  static final AnthropicWire INSTANCE = new AnthropicWire();

  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");

  private AnthropicWire() {}

  @Override
  public ProviderRequest read(Map<String, String> headers, ObjectNode body) {
    List<WireMessage> messages = new ArrayList<>();
    String system = Json.content(body.path("system"));
    if (!system.isEmpty()) {
      messages.add(new WireMessage("system", system, List.of(), List.of()));
    }
    for (JsonNode message : body.path("messages")) {
      messages.add(message(message));
    }
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      tools.add(Json.textOrEmpty(tool, "name"));
    }
    return new ProviderRequest(
        WireFormat.ANTHROPIC,
        Json.textOrEmpty(body, "model"),
        body.path("stream").asBoolean(),
        messages,
        tools,
        headers,
        body);
  }

  private static WireMessage message(JsonNode message) {
    List<WireCall> calls = new ArrayList<>();
    List<WireResult> results = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      switch (Json.textOrEmpty(block, "type")) {
        case "tool_use" ->
            calls.add(
                new WireCall(
                    Json.text(block, "id"),
                    Json.textOrEmpty(block, "name"),
                    Json.write(block.path("input"))));
        case "tool_result" ->
            results.add(
                new WireResult(
                    Json.text(block, "tool_use_id"),
                    null,
                    Json.content(block.path("content")),
                    block.path("is_error").asBoolean()));
        default -> {}
      }
    }
    return new WireMessage(
        Json.textOrEmpty(message, "role"), Json.content(message.path("content")), calls, results);
  }

  @Override
  public Optional<String> complaint(ProviderRequest request) {
    if (!request.headers().containsKey("anthropic-version")) {
      return Optional.of("anthropic-version: header is required");
    }
    if (!request.body().path("max_tokens").isIntegralNumber()) {
      return Optional.of("max_tokens: Field required");
    }
    int position = 0;
    for (JsonNode message : request.body().path("messages")) {
      String at = "messages." + position;
      if (position++ == 0 && !Json.textOrEmpty(message, "role").equals("user")) {
        return Optional.of(at + ": first message must use the \"user\" role");
      }
      String wrong = wrongBlock(message);
      if (wrong != null) {
        return Optional.of(at + ".content: " + wrong);
      }
    }
    return Optional.empty();
  }

  private static @Nullable String wrongBlock(JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isEmpty() && Json.content(content).isEmpty()) {
      return "all messages must have non-empty content";
    }
    boolean other = false;
    for (JsonNode block : content) {
      String type = Json.textOrEmpty(block, "type");
      if (type.equals("text") && Json.textOrEmpty(block, "text").isBlank()) {
        return "text content blocks must contain non-whitespace text";
      }
      if (type.equals("tool_use")) {
        String id = Json.text(block, "id");
        if (id == null || !ID.matcher(id).matches()) {
          return "tool_use.id: String should match pattern '^" + ID.pattern() + "$'";
        }
      }
      if (type.equals("tool_result") && other) {
        return "tool_result blocks must come before any other content";
      }
      other |= !type.equals("tool_result");
    }
    return null;
  }

  @Override
  public ObjectNode whole(Said said, String model, int number) {
    ObjectNode reply = head(model, number);
    ArrayNode content = (ArrayNode) reply.get("content");
    if (said.thinking() != null) {
      content
          .addObject()
          .put("type", "thinking")
          .put("thinking", said.thinking())
          .put("signature", "signature-" + number);
    }
    String text = text(said);
    if (text != null) {
      content.addObject().put("type", "text").put("text", text);
    }
    for (int i = 0; i < said.calls().size(); i++) {
      Said.Call call = said.calls().get(i);
      ObjectNode block = content.addObject();
      call(block, call, number, i).set("input", Json.valueOf(call.arguments()));
    }
    reply.put("stop_reason", stop(said));
    if (said.usage() != null) {
      reply
          .putObject("usage")
          .put("input_tokens", said.usage().input())
          .put("output_tokens", said.usage().output());
    }
    return reply;
  }

  private static ObjectNode head(String model, int number) {
    ObjectNode head =
        Json.object()
            .put("id", "msg_" + number)
            .put("type", "message")
            .put("role", "assistant")
            .put("model", model);
    head.putArray("content");
    return head.putNull("stop_reason").putNull("stop_sequence");
  }

  private static ObjectNode call(ObjectNode block, Said.Call call, int number, int position) {
    block.put("type", "tool_use");
    switch (call.id()) {
      case Said.Id.Minted() -> block.put("id", "toolu_" + number + "_" + position);
      case Said.Id.Given(var id) -> block.put("id", id);
      case Said.Id.Absent() -> {}
    }
    return block.put("name", call.tool());
  }

  private static @Nullable String text(Said said) {
    return said.refusal() == null ? said.text() : said.refusal();
  }

  private static @Nullable String stop(Said said) {
    FinishReason reason = said.finish();
    return switch (reason) {
      case null -> null;
      case STOP -> "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_EXECUTION -> "tool_use";
      case CONTENT_FILTER -> "refusal";
      case OTHER -> "pause_turn";
    };
  }

  @Override
  public List<Frame> stream(Said said, ProviderRequest request, int number, Pieces pieces) {
    Events events = new Events(new ArrayList<>());
    ObjectNode start = Json.object();
    ObjectNode message = head(request.model(), number);
    start.set("message", message);
    if (said.usage() != null) {
      message.putObject("usage").put("input_tokens", said.usage().input()).put("output_tokens", 1);
    }
    events.add("message_start", start, false);
    events.add("ping", Json.object(), false);
    int index = 0;
    if (said.thinking() != null) {
      ObjectNode block = Json.object().put("type", "thinking").put("thinking", "");
      events.open(index, block.put("signature", ""));
      for (String piece : pieces.of(said.thinking())) {
        events.delta(index, delta("thinking_delta").put("thinking", piece), true);
      }
      events.delta(index, delta("signature_delta").put("signature", "signature-" + number), false);
      events.close(index++);
    }
    String text = text(said);
    if (text != null) {
      events.open(index, Json.object().put("type", "text").put("text", ""));
      for (String piece : pieces.of(text)) {
        events.delta(index, delta("text_delta").put("text", piece), true);
      }
      events.close(index++);
    }
    for (int i = 0; i < said.calls().size(); i++) {
      Said.Call call = said.calls().get(i);
      ObjectNode block = Json.object();
      call(block, call, number, i).putObject("input");
      events.open(index, block);
      events.delta(index, delta("input_json_delta").put("partial_json", ""), false);
      for (String piece : pieces.of(call.arguments())) {
        events.delta(index, delta("input_json_delta").put("partial_json", piece), true);
      }
      events.close(index++);
    }
    events.end(said);
    return events.frames();
  }

  private static ObjectNode delta(String type) {
    return Json.object().put("type", type);
  }

  @Override
  public ObjectNode error(int status, String message) {
    String type =
        switch (status) {
          case 400 -> "invalid_request_error";
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 429 -> "rate_limit_error";
          case 529 -> "overloaded_error";
          default -> "api_error";
        };
    ObjectNode error = Json.object().put("type", "error");
    error.putObject("error").put("type", type).put("message", message);
    return error;
  }

  @Override
  public Frame errorFrame(String message) {
    return new Frame("event: error\ndata: " + Json.write(error(529, message)) + "\n\n", false);
  }

  @Override
  public String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  /** Collects the events of one stream. */
  private record Events(List<Frame> frames) {
    void add(String type, ObjectNode data, boolean isDelta) {
      ObjectNode typed = Json.object().put("type", type);
      typed.setAll(data);
      frames.add(new Frame("event: " + type + "\ndata: " + Json.write(typed) + "\n\n", isDelta));
    }

    void open(int index, ObjectNode block) {
      ObjectNode data = Json.object().put("index", index);
      data.set("content_block", block);
      add("content_block_start", data, false);
    }

    void delta(int index, ObjectNode delta, boolean isDelta) {
      ObjectNode data = Json.object().put("index", index);
      data.set("delta", delta);
      add("content_block_delta", data, isDelta);
    }

    void close(int index) {
      add("content_block_stop", Json.object().put("index", index), false);
    }

    void end(Said said) {
      ObjectNode data = Json.object();
      data.putObject("delta").put("stop_reason", stop(said)).putNull("stop_sequence");
      if (said.usage() != null) {
        data.putObject("usage").put("output_tokens", said.usage().output());
      }
      add("message_delta", data, false);
      add("message_stop", Json.object(), false);
    }
  }
}
