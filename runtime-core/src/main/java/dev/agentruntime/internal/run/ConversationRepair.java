package dev.agentruntime.internal.run;

import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stored conversation one that every provider takes, whoever wrote it: a process that ended
 * in the middle of a turn, a memory that cut at a message, another program. Used once and dropped;
 * confined to one thread.
 *
 * <p>A call without its result gets one that says so, in its place. Results come into the order of
 * their calls; one that belongs to no call goes. Ids that are missing or given twice are replaced,
 * in the call and in its result. System messages go, since instructions are the current agent's.
 * What was said before the first user message goes, as do answers without content.
 */
final class ConversationRepair {
  static final String LOST =
      "The result of this call was lost, and it is not known whether the call had an effect. Look"
          + " before you repeat it.";

  private static final String NO_OUTPUT = "(no output)";

  private final List<? extends @Nullable ChatMessage> stored;
  private final List<ChatMessage> repaired = new ArrayList<>();
  private final Set<String> storedIds = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private int minted;
  private int answered;
  private int dropped;
  private int changed;

  private ConversationRepair(List<? extends @Nullable ChatMessage> stored) {
    this.stored = stored;
  }

  /**
   * Repairs a conversation.
   *
   * @param messages the messages, and what else a store may have given; not changed
   * @param answered calls that got a result saying theirs was lost
   * @param dropped messages left out, system messages not counted
   * @param changed calls and results that were changed to fit each other or a provider's rules
   */
  record Repaired(List<ChatMessage> messages, int answered, int dropped, int changed) {
    boolean isOfNote() {
      return answered + dropped + changed > 0;
    }
  }

  static Repaired of(List<? extends @Nullable ChatMessage> stored) {
    ConversationRepair repair = new ConversationRepair(stored);
    repair.collectIds();
    repair.run();
    return new Repaired(repair.repaired, repair.answered, repair.dropped, repair.changed);
  }

  private void collectIds() {
    for (ChatMessage message : stored) {
      if (message instanceof AiMessage answer) {
        for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
          if (call.id() != null) {
            storedIds.add(call.id());
          }
        }
      }
    }
  }

  private void run() {
    int at = 0;
    while (at < stored.size()) {
      ChatMessage message = stored.get(at++);
      switch (message) {
        case null -> dropped++;
        case SystemMessage _ -> {}
        case UserMessage user -> repaired.add(user);
        case AiMessage answer -> at = answer(answer, at);
        case ToolExecutionResultMessage _ -> dropped++;
        default -> keepUnlessFirst(message);
      }
    }
  }

  private void keepUnlessFirst(ChatMessage message) {
    if (repaired.isEmpty()) {
      dropped++;
    } else {
      repaired.add(message);
    }
  }

  /** Takes an answer and what results follow it; where to go on. */
  private int answer(AiMessage answer, int after) {
    if (!answer.hasToolExecutionRequests()) {
      boolean empty = answer.text() == null || answer.text().isBlank();
      if (empty && answer.images().isEmpty()) {
        dropped++;
      } else {
        keepUnlessFirst(answer);
      }
      return after;
    }
    List<@Nullable ToolExecutionResultMessage> results = resultsFrom(after);
    int next = after + results.size();
    if (repaired.isEmpty()) {
      dropped += 1 + results.size();
      return next;
    }
    turn(answer, results);
    return next;
  }

  private List<@Nullable ToolExecutionResultMessage> resultsFrom(int from) {
    List<@Nullable ToolExecutionResultMessage> results = new ArrayList<>();
    for (int i = from;
        i < stored.size() && stored.get(i) instanceof ToolExecutionResultMessage result;
        i++) {
      results.add(result);
    }
    return results;
  }

  private void turn(AiMessage answer, List<@Nullable ToolExecutionResultMessage> results) {
    List<ToolExecutionRequest> calls = new ArrayList<>();
    List<ChatMessage> inOrder = new ArrayList<>();
    for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
      ToolExecutionRequest fit = fit(call);
      calls.add(fit);
      inOrder.add(resultOf(call, fit, results));
    }
    dropped += (int) results.stream().filter(Objects::nonNull).count();
    repaired.add(
        calls.equals(answer.toolExecutionRequests())
            ? answer
            : answer.toBuilder().toolExecutionRequests(calls).build());
    repaired.addAll(inOrder);
  }

  /** The same call, with an id of its own and fit to be sent. */
  private ToolExecutionRequest fit(ToolExecutionRequest call) {
    String id =
        call.id() == null || call.id().isBlank() || ids.contains(call.id()) ? mint() : call.id();
    ids.add(id);
    String name = Sendable.isName(call.name()) ? call.name() : Sendable.name(call.name());
    String arguments = isObject(call.arguments()) ? call.arguments() : "{}";
    ToolExecutionRequest fit = call.toBuilder().id(id).name(name).arguments(arguments).build();
    if (fit.equals(call)) {
      return call;
    }
    changed++;
    return fit;
  }

  private String mint() {
    String id;
    do {
      id = "call-repaired-" + ++minted;
    } while (storedIds.contains(id) || ids.contains(id));
    return id;
  }

  private static boolean isObject(@Nullable String arguments) {
    if (arguments == null || arguments.isBlank()) {
      return false;
    }
    try {
      ToolArguments.ofText(arguments).object();
      return true;
    } catch (MalformedArgumentsException e) {
      return false;
    }
  }

  /** The first result of the call not taken yet, made to fit, or one that says it was lost. */
  private ToolExecutionResultMessage resultOf(
      ToolExecutionRequest call,
      ToolExecutionRequest fit,
      List<@Nullable ToolExecutionResultMessage> results) {
    for (int i = 0; i < results.size(); i++) {
      ToolExecutionResultMessage result = results.get(i);
      if (result != null && belongs(result, call)) {
        results.set(i, null);
        return fit(result, fit);
      }
    }
    answered++;
    return ToolExecutionResultMessage.builder()
        .id(fit.id())
        .toolName(fit.name())
        .text(LOST)
        .isError(true)
        .build();
  }

  private static boolean belongs(ToolExecutionResultMessage result, ToolExecutionRequest call) {
    boolean unnamed = call.id() == null || call.id().isBlank();
    return unnamed
        ? (result.id() == null || result.id().isBlank())
            && Objects.equals(result.toolName(), call.name())
        : call.id().equals(result.id());
  }

  private ToolExecutionResultMessage fit(
      ToolExecutionResultMessage result, ToolExecutionRequest call) {
    boolean empty = result.hasSingleText() && result.text().isEmpty();
    if (!empty && call.id().equals(result.id()) && call.name().equals(result.toolName())) {
      return result;
    }
    changed++;
    ToolExecutionResultMessage.Builder fit = result.toBuilder().id(call.id()).toolName(call.name());
    return empty ? fit.contents(List.of(TextContent.from(NO_OUTPUT))).build() : fit.build();
  }
}
