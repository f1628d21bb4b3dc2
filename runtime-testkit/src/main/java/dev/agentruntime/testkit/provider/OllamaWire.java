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

/** Ollama's chat. */
final class OllamaWire implements Wire {
  static final OllamaWire INSTANCE = new OllamaWire();

  /** Any instant will do; a real one would be a clock. */
  private static final String CREATED = "2026-01-01T00:00:00.000000Z";

  private OllamaWire() {}

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
        WireFormat.OLLAMA,
        Json.textOrEmpty(body, "model"),
        body.path("stream").asBoolean(true),
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
              Json.write(function.path("arguments"))));
    }
    return role.equals("tool")
        ? new WireMessage(
            role,
            "",
            calls,
            List.of(
                new WireResult(
                    Json.text(message, "tool_call_id"),
                    Json.text(message, "tool_name"),
                    text,
                    false)))
        : new WireMessage(role, text, calls, List.of());
  }

  @Override
  public Optional<String> complaint(ProviderRequest request) {
    return Optional.empty();
  }

  @Override
  public ObjectNode whole(Said said, String model, int number) {
    ObjectNode message = message(text(said));
    if (said.thinking() != null) {
      message.put("thinking", said.thinking());
    }
    if (!said.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (int i = 0; i < said.calls().size(); i++) {
        call(calls, said.calls().get(i), i);
      }
    }
    return end(line(model, message), said);
  }

  private static String text(Said said) {
    String text = said.refusal() == null ? said.text() : said.refusal();
    return text == null ? "" : text;
  }

  private static ObjectNode message(String content) {
    return Json.object().put("role", "assistant").put("content", content);
  }

  private static void call(ArrayNode nodes, Said.Call call, int position) {
    ObjectNode node = nodes.addObject();
    if (call.id() instanceof Said.Id.Given(var id)) {
      node.put("id", id);
    }
    ObjectNode function = node.putObject("function").put("index", position);
    function.put("name", call.tool()).set("arguments", Json.valueOf(call.arguments()));
  }

  private static ObjectNode line(String model, ObjectNode message) {
    ObjectNode line = Json.object().put("model", model).put("created_at", CREATED);
    line.set("message", message);
    return line.put("done", false);
  }

  private static ObjectNode end(ObjectNode line, Said said) {
    line.put("done", true);
    String reason = reason(said);
    if (reason != null) {
      line.put("done_reason", reason);
    }
    if (said.usage() != null) {
      line.put("prompt_eval_count", said.usage().input());
      line.put("eval_count", said.usage().output());
    }
    return line;
  }

  /** Ollama knows nothing of tool calls or filters here. */
  private static @Nullable String reason(Said said) {
    FinishReason reason = said.finish();
    return switch (reason) {
      case null -> null;
      case STOP, TOOL_EXECUTION, CONTENT_FILTER -> "stop";
      case LENGTH -> "length";
      case OTHER -> "load";
    };
  }

  @Override
  public List<Frame> stream(Said said, ProviderRequest request, int number, Pieces pieces) {
    List<Frame> frames = new ArrayList<>();
    String model = request.model();
    if (said.thinking() != null) {
      for (String piece : pieces.of(said.thinking())) {
        frames.add(frame(line(model, message("").put("thinking", piece)), true));
      }
    }
    for (String piece : pieces.of(text(said))) {
      frames.add(frame(line(model, message(piece)), true));
    }
    for (int i = 0; i < said.calls().size(); i++) {
      ObjectNode message = message("");
      call(message.putArray("tool_calls"), said.calls().get(i), i);
      frames.add(frame(line(model, message), true));
    }
    frames.add(frame(end(line(model, message("")), said), false));
    return frames;
  }

  private static Frame frame(ObjectNode line, boolean delta) {
    return new Frame(Json.write(line) + "\n", delta);
  }

  @Override
  public ObjectNode error(int status, String message) {
    return Json.object().put("error", message);
  }

  @Override
  public Frame errorFrame(String message) {
    return frame(error(500, message), false);
  }

  @Override
  public String streamType() {
    return "application/x-ndjson";
  }
}
