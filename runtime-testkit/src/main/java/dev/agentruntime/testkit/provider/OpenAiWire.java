package dev.agentruntime.testkit.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions. */
final class OpenAiWire implements Wire {
  static final OpenAiWire INSTANCE = new OpenAiWire();

  /** Any second will do; a real one would be a clock. */
  private static final long CREATED = 1_700_000_000L;

  /** The longest id the API takes back. */
  private static final int MAX_ID = 40;

  private OpenAiWire() {}

  @Override
  public ProviderRequest read(Map<String, String> headers, ObjectNode body) {
    List<WireMessage> messages = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      messages.add(message(message));
    }
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      tools.add(Json.textOrEmpty(tool.path("function"), "name"));
    }
    return new ProviderRequest(
        WireFormat.OPENAI,
        Json.textOrEmpty(body, "model"),
        body.path("stream").asBoolean(),
        messages,
        tools,
        headers,
        body);
  }

  private static WireMessage message(JsonNode message) {
    String role = Json.textOrEmpty(message, "role");
    String text = Json.content(message.path("content"));
    List<WireCall> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      calls.add(
          new WireCall(
              Json.text(call, "id"),
              Json.textOrEmpty(function, "name"),
              Json.textOrEmpty(function, "arguments")));
    }
    return role.equals("tool")
        ? new WireMessage(
            role,
            "",
            calls,
            List.of(new WireResult(Json.text(message, "tool_call_id"), null, text, false)))
        : new WireMessage(role, text, calls, List.of());
  }

  @Override
  public Optional<String> complaint(ProviderRequest request) {
    for (WireCall call : request.calls()) {
      String id = call.id();
      if (id != null && id.length() > MAX_ID) {
        return Optional.of(
            "Invalid 'tool_calls[].id': string too long. Expected a string with maximum length "
                + MAX_ID
                + ", but got a string with length "
                + id.length()
                + " instead.");
      }
    }
    return Optional.empty();
  }

  @Override
  public ObjectNode whole(Said said, String model, int number) {
    ObjectNode reply = envelope("chat.completion", model, number);
    ObjectNode choice = reply.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", said.text());
    message.put("refusal", said.refusal());
    if (said.thinking() != null) {
      message.put("reasoning_content", said.thinking());
    }
    if (!said.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (int i = 0; i < said.calls().size(); i++) {
        Said.Call call = said.calls().get(i);
        ObjectNode node = calls.addObject();
        call(node, call, number, i).put("arguments", call.arguments());
      }
    }
    choice.put("finish_reason", finish(said));
    if (said.usage() != null) {
      reply.set("usage", usage(said.usage()));
    }
    return reply;
  }

  /** Writes a call's head and returns its function, which lacks the arguments. */
  private static ObjectNode call(ObjectNode node, Said.Call call, int number, int position) {
    switch (call.id()) {
      case Said.Id.Minted() -> node.put("id", "call_" + number + "_" + position);
      case Said.Id.Given(var id) -> node.put("id", id);
      case Said.Id.Absent() -> {}
    }
    return node.put("type", "function").putObject("function").put("name", call.tool());
  }

  private static ObjectNode envelope(String type, String model, int number) {
    return Json.object()
        .put("id", "chatcmpl-" + number)
        .put("object", type)
        .put("created", CREATED)
        .put("model", model);
  }

  private static @Nullable String finish(Said said) {
    FinishReason reason = said.finish();
    if (said.refusal() != null) {
      return "stop";
    }
    return switch (reason) {
      case null -> null;
      case STOP -> "stop";
      case LENGTH -> "length";
      case TOOL_EXECUTION -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      case OTHER -> "other";
    };
  }

  private static ObjectNode usage(Said.Usage usage) {
    return Json.object()
        .put("prompt_tokens", usage.input())
        .put("completion_tokens", usage.output())
        .put("total_tokens", usage.input() + usage.output());
  }

  @Override
  public List<Frame> stream(Said said, ProviderRequest request, int number, Pieces pieces) {
    List<Frame> frames = new ArrayList<>();
    Chunks chunks = new Chunks(frames, request.model(), number);
    chunks.add(Json.object().put("role", "assistant").put("content", ""), false);
    each(pieces, said.thinking(), "reasoning_content", chunks);
    each(pieces, said.text(), "content", chunks);
    each(pieces, said.refusal(), "refusal", chunks);
    for (int i = 0; i < said.calls().size(); i++) {
      Said.Call call = said.calls().get(i);
      ObjectNode head = Json.object();
      ObjectNode node = head.putArray("tool_calls").addObject().put("index", i);
      call(node, call, number, i).put("arguments", "");
      chunks.add(head, false);
      for (String piece : pieces.of(call.arguments())) {
        ObjectNode delta = Json.object();
        ObjectNode part = delta.putArray("tool_calls").addObject().put("index", i);
        part.putObject("function").put("arguments", piece);
        chunks.add(delta, true);
      }
    }
    chunks.finish(finish(said));
    boolean asked = request.body().path("stream_options").path("include_usage").asBoolean();
    if (asked && said.usage() != null) {
      chunks.usage(usage(said.usage()));
    }
    frames.add(new Frame("data: [DONE]\n\n", false));
    return frames;
  }

  private static void each(Pieces pieces, @Nullable String text, String field, Chunks chunks) {
    if (text != null) {
      pieces.of(text).forEach(piece -> chunks.add(Json.object().put(field, piece), true));
    }
  }

  @Override
  public ObjectNode error(int status, String message) {
    ObjectNode error = Json.object();
    error
        .putObject("error")
        .put("message", message)
        .put("type", status == 400 ? "invalid_request_error" : "error_" + status)
        .putNull("param")
        .putNull("code");
    return error;
  }

  @Override
  public Frame errorFrame(String message) {
    return new Frame("data: " + Json.write(error(500, message)) + "\n\n", false);
  }

  @Override
  public String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  /** Collects the chunks of one stream. */
  private record Chunks(List<Frame> frames, String model, int number) {
    void add(ObjectNode delta, boolean isDelta) {
      ObjectNode chunk = envelope("chat.completion.chunk", model, number);
      ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
      choice.set("delta", delta);
      choice.putNull("finish_reason");
      frame(chunk, isDelta);
    }

    void finish(@Nullable String reason) {
      ObjectNode chunk = envelope("chat.completion.chunk", model, number);
      ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
      choice.putObject("delta");
      choice.put("finish_reason", reason);
      frame(chunk, false);
    }

    void usage(ObjectNode usage) {
      ObjectNode chunk = envelope("chat.completion.chunk", model, number);
      chunk.putArray("choices");
      chunk.set("usage", usage);
      frame(chunk, false);
    }

    private void frame(ObjectNode chunk, boolean isDelta) {
      frames.add(new Frame("data: " + Json.write(chunk) + "\n\n", isDelta));
    }
  }
}
