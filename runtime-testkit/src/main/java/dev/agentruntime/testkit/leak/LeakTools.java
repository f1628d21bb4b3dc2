package dev.agentruntime.testkit.leak;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tools that say what nobody is to see, in every way in which a tool can. Thread-safe. */
final class LeakTools {
  static final String TELL = "leak_tell";
  static final String TELL_JSON = "leak_tell_json";
  static final String REFUSE = "leak_refuse";
  static final String SAY_NO = "leak_say_no";
  static final String BREAK = "leak_break";
  static final String FALL = "leak_fall";
  static final String REPORT = "leak_report";

  private static final JsonObjectSchema SCHEMA =
      JsonObjectSchema.builder()
          .addStringProperty("note")
          .addIntegerProperty("count")
          .additionalProperties(true)
          .build();

  private final String text;
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  LeakTools(String text) {
    this.text = text;
  }

  List<AgentTool> all() {
    return List.of(
        tool(TELL, call -> ToolOutcome.success(text)),
        tool(TELL_JSON, call -> ToolOutcome.success(json())),
        tool(REFUSE, call -> ToolOutcome.toolError(text)),
        tool(
            SAY_NO,
            call -> {
              throw new ToolException(text, thrown());
            }),
        tool(
            BREAK,
            call -> {
              throw thrown();
            }),
        tool(
            FALL,
            call -> {
              throw new AssertionError(text, thrown());
            }),
        tool(
            REPORT,
            call -> {
              call.context().report(text);
              return ToolOutcome.success("done");
            }));
  }

  @FunctionalInterface
  private interface Says {
    ToolOutcome say(ToolInvocation call) throws IOException;
  }

  /** Names of the threads the tools ran on. */
  Set<String> threads() {
    return Set.copyOf(threads);
  }

  /** With a cause, and another one suppressed. */
  IOException thrown() {
    IOException thrown = new IOException(text, new IllegalStateException(text));
    thrown.addSuppressed(new IllegalArgumentException(text));
    return thrown;
  }

  /** JSON within a string of JSON, every character of it escaped. */
  private String json() {
    String inner = JsonNodeFactory.instance.objectNode().put("note", text).toString();
    StringBuilder escaped = new StringBuilder();
    inner.chars().forEach(sign -> escaped.append("\\u%04x".formatted(sign)));
    return "{\"plain\":"
        + JsonNodeFactory.instance.textNode(text)
        + ",\"inner\":\""
        + escaped
        + "\"}";
  }

  private AgentTool tool(String name, Says says) {
    ToolSpecification specification =
        ToolSpecification.builder()
            .name(name)
            .description("Says what nobody is to see.")
            .parameters(SCHEMA)
            .build();
    return AgentTool.of(
        specification,
        ToolTraits.none(),
        call -> {
          threads.add(Thread.currentThread().getName());
          return says.say(call);
        });
  }
}
