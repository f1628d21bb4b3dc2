package dev.agentruntime.testkit.provider;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a conversation that all formats share: every call is answered exactly once, right
 * after the message that made it, and no answer is without its call. Goes through one conversation;
 * confined to one thread.
 */
final class ConversationRules {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final WireFormat format;

  /** Ids of calls of the last assistant message that have no result yet; null for no id. */
  private final List<@Nullable String> open = new ArrayList<>();

  private ConversationRules(WireFormat format) {
    this.format = format;
  }

  /** The first rule a conversation breaks, in the words of a provider; empty if it is valid. */
  static Optional<String> firstBreach(ProviderRequest request) {
    return Optional.ofNullable(new ConversationRules(request.format()).check(request));
  }

  private @Nullable String check(ProviderRequest request) {
    if (request.model().isBlank()) {
      return "you must provide a model parameter";
    }
    if (request.messages().stream().allMatch(message -> message.role().equals("system"))) {
      return "messages: at least one message is required";
    }
    List<WireMessage> messages = request.messages();
    for (int i = 0; i < messages.size(); i++) {
      String wrong = check(messages.get(i));
      if (wrong != null) {
        return "messages." + i + ": " + wrong;
      }
    }
    return open.isEmpty() ? null : unanswered();
  }

  private @Nullable String check(WireMessage message) {
    if (!ROLES.contains(message.role())) {
      return "unknown role '" + message.role() + "'";
    }
    for (WireResult result : message.results()) {
      if (!takes(result)) {
        return "unexpected tool result for '"
            + result.callId()
            + "': each tool result must answer a tool call of the assistant message right before"
            + " it, once";
      }
    }
    boolean mayGoOn = format != WireFormat.ANTHROPIC && message.role().equals("tool");
    if (!open.isEmpty() && !mayGoOn) {
      return unanswered();
    }
    return message.calls().isEmpty() ? emptiness(message) : calls(message);
  }

  private boolean takes(WireResult result) {
    if (format == WireFormat.OLLAMA) {
      return !open.isEmpty() && open.removeFirst() == null;
    }
    return result.callId() != null && open.remove(result.callId());
  }

  private String unanswered() {
    return "an assistant message with tool calls must be followed by messages that answer each of"
        + " them; without an answer: "
        + open;
  }

  private static @Nullable String emptiness(WireMessage message) {
    return message.results().isEmpty() && message.text().isEmpty()
        ? "content of role '" + message.role() + "' must not be empty"
        : null;
  }

  private @Nullable String calls(WireMessage message) {
    if (!message.role().equals("assistant")) {
      return "role '" + message.role() + "' must not call tools";
    }
    Set<String> ids = new HashSet<>();
    for (WireCall call : message.calls()) {
      String id = call.id();
      if (format == WireFormat.OLLAMA) {
        id = null;
      } else if (id == null || id.isEmpty()) {
        return "a tool call must have an id";
      } else if (!ids.add(id)) {
        return "tool call ids must be unique, '" + id + "' is not";
      }
      if (!NAME.matcher(call.name()).matches()) {
        return "a tool name must match '^" + NAME.pattern() + "$'";
      }
      if (!Json.isObject(call.arguments())) {
        return "the arguments of a tool call must be a JSON object";
      }
      open.add(id);
    }
    return null;
  }
}
