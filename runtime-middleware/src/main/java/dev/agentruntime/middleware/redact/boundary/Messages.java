package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.internal.text.TextRule;
import dev.agentruntime.middleware.internal.text.Texts;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages of every kind, without the values in them; one that needs no change is the same
 * afterwards. Pictures, sound, films and documents pass as they are. Immutable.
 *
 * @param rule changes texts
 */
record Messages(TextRule rule) {

  ChatMessage changed(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> {
        String text = Texts.changed(system.text(), rule);
        yield text.equals(system.text()) ? system : SystemMessage.from(text);
      }
      case UserMessage user -> changed(user);
      case AiMessage answer -> changed(answer);
      case ToolExecutionResultMessage result -> changed(result);
      case CustomMessage custom -> {
        Map<String, Object> attributes = changed(custom.attributes());
        yield attributes.equals(custom.attributes()) ? custom : CustomMessage.from(attributes);
      }
      default -> // an interface of langchain4j's, which is not sealed
          throw new IllegalArgumentException(
              "a message of class " + message.getClass().getName() + " cannot be redacted");
    };
  }

  private UserMessage changed(UserMessage user) {
    List<Content> contents = changed(user.contents());
    String name = name(user.name());
    boolean same = contents.equals(user.contents()) && (name == null || name.equals(user.name()));
    if (same) {
      return user;
    }
    UserMessage.Builder builder = user.toBuilder().contents(contents);
    return (name == null ? builder : builder.name(name)).build();
  }

  /** Providers take letters, digits, hyphens and underscores only for a name. */
  private @Nullable String name(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String changed = rule.apply(null, name);
    return changed.equals(name) ? name : changed.replaceAll("[^A-Za-z0-9_-]", "");
  }

  private List<Content> changed(List<Content> contents) {
    List<Content> copy = null;
    for (int i = 0; i < contents.size(); i++) {
      if (contents.get(i) instanceof TextContent part) {
        String text = Texts.changed(part.text(), rule);
        if (!text.equals(part.text())) {
          copy = copy == null ? new ArrayList<>(contents) : copy;
          copy.set(i, TextContent.from(text));
        }
      }
    }
    return copy == null ? contents : copy;
  }

  private ToolExecutionResultMessage changed(ToolExecutionResultMessage result) {
    List<Content> contents = changed(result.contents());
    return contents.equals(result.contents())
        ? result
        : result.toBuilder().contents(contents).build();
  }

  AiMessage changed(AiMessage answer) {
    String text = nullable(answer.text());
    String thinking = nullable(answer.thinking());
    List<ToolExecutionRequest> calls = calls(answer.toolExecutionRequests());
    boolean sameThought = Objects.equals(thinking, answer.thinking());
    if (sameThought
        && Objects.equals(text, answer.text())
        && calls.equals(answer.toolExecutionRequests())) {
      return answer;
    }
    AiMessage.Builder builder =
        answer.toBuilder().text(text).thinking(thinking).toolExecutionRequests(calls);
    // The provider's signature of a thought does not fit what became of it.
    return (sameThought ? builder : builder.attributes(Map.of())).build();
  }

  private @Nullable String nullable(@Nullable String text) {
    return text == null ? null : Texts.changed(text, rule);
  }

  private List<ToolExecutionRequest> calls(List<ToolExecutionRequest> calls) {
    List<ToolExecutionRequest> copy = null;
    for (int i = 0; i < calls.size(); i++) {
      ToolExecutionRequest call = calls.get(i);
      String arguments = nullable(call.arguments());
      // A model may put anything into a name, too; nobody has a tool of the name that is left.
      String name = call.name() == null ? null : rule.apply(null, call.name());
      if (!Objects.equals(arguments, call.arguments()) || !Objects.equals(name, call.name())) {
        copy = copy == null ? new ArrayList<>(calls) : copy;
        copy.set(i, call.toBuilder().name(name).arguments(arguments).build());
      }
    }
    return copy == null ? calls : copy;
  }

  private Map<String, Object> changed(Map<?, ?> attributes) {
    Map<String, Object> copy = new LinkedHashMap<>();
    attributes.forEach((name, value) -> copy.put(String.valueOf(name), value(value)));
    return copy;
  }

  private Object value(Object value) {
    return switch (value) {
      case String text -> Texts.changed(text, rule);
      case Map<?, ?> map -> changed(map);
      case List<?> list -> list.stream().map(this::value).toList();
      default -> value;
    };
  }
}
