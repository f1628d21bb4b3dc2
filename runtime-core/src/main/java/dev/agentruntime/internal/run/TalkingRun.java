package dev.agentruntime.internal.run;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunSummary;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a run that is its conversation: a list of its own, or for a run of a session that
 * session's. Owner thread only until the run has ended, but for {@link #conversation()}.
 */
abstract class TalkingRun extends ObservedRun implements RunSummary {
  private List<ChatMessage> messages = new ArrayList<>(6);
  private String lastText = "";

  /** What becomes of the answer, if it is to be a value. */
  final @Nullable AnswerDraft draft;

  TalkingRun(
      AgentDefinition agent,
      RunOptions options,
      @Nullable RunContext parent,
      @Nullable RunIdentity earlier) {
    super(agent, options, parent, earlier);
    JsonType<?> type = agent.answers();
    this.draft = type == null ? null : new AnswerDraft(type);
  }

  final List<ChatMessage> history() {
    return messages;
  }

  /** From here on this is a run of a session. */
  final void history(SessionHistory session) {
    messages = session;
  }

  final @Nullable SessionHistory session() {
    return messages instanceof SessionHistory session ? session : null;
  }

  final void said(@Nullable String text) {
    if (text != null && !text.isBlank()) {
      lastText = text;
    }
  }

  final String lastText() {
    return lastText;
  }

  @Override
  public final List<ChatMessage> messages() {
    return Collections.unmodifiableList(messages);
  }

  @Override
  public final List<ChatMessage> conversation() {
    List<ChatMessage> published = super.conversation();
    return published.isEmpty() ? messages() : published;
  }

  /**
   * Shows the conversation as it is to the calls that begin now, and to the runs they start, which
   * may still read it when this run goes on writing. Only layers look at it, so without any there
   * is nothing to copy.
   */
  final void publish() {
    if (core().hasLayers()) {
      told(List.copyOf(messages));
    }
  }

  @Override
  public final List<ChatMessage> unsavedMessages() {
    SessionHistory session = session();
    return session == null ? List.of() : session.unsavedMessages();
  }
}
