package dev.agentruntime.internal.run;

import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run makes of a turn without tool calls. Stateless. */
final class Answering {
  private Answering() {}

  /** Whether the model said nothing, and nothing kept it from speaking. */
  static boolean isEmpty(ChatResponse response) {
    FinishReason finish = response.finishReason();
    return !response.aiMessage().hasToolExecutionRequests()
        && isBlank(response.aiMessage())
        && finish != FinishReason.LENGTH
        && finish != FinishReason.CONTENT_FILTER;
  }

  private static boolean isBlank(AiMessage message) {
    return message.text() == null || message.text().isBlank();
  }

  /**
   * What a silent model is asked again with. The empty message is one no provider takes back, and
   * the nudge is nobody's: neither becomes part of the conversation.
   */
  static List<ChatMessage> nudged(RunState run, UserMessage nudge) {
    List<ChatMessage> messages = new ArrayList<>(run.history());
    messages.add(nudge);
    return messages;
  }

  /** How the run ends with this turn, or null if the model has to answer once more. */
  static @Nullable RunResult end(RunState run, ChatResponse response) {
    AiMessage message = response.aiMessage();
    String text = message.text();
    boolean empty = text == null || text.isBlank();
    if (!empty) {
      run.history().add(message);
    }
    FinishReason finish = response.finishReason();
    if (finish == FinishReason.CONTENT_FILTER) {
      return filtered(run, "the provider's content filter withheld the answer");
    }
    if (finish == FinishReason.LENGTH) {
      return stopped(
          run,
          StopReason.TRUNCATED_ANSWER,
          "the answer was cut off, by the model's length limit or by a stream that broke off");
    }
    if (finish == FinishReason.OTHER && !empty) {
      return stopped(
          run, StopReason.UNKNOWN_END, "the provider ended the answer for a reason of its own");
    }
    if (empty || text == null) {
      return stopped(
          run,
          StopReason.EMPTY_ANSWER,
          "the model answered with neither text nor tool calls, finish reason " + finish);
    }
    AnswerDraft draft = run.draft;
    return draft == null
        ? new RunResult.Completed(text, run)
        : TypedAnswers.judge(run, draft, text);
  }

  /**
   * The run ends because a request failed. Providers that report a refusal as such have it thrown
   * by langchain4j as if it were their content filter's; neither is a fault of the run.
   */
  static RunResult failed(RunState run, Throwable e) {
    return e instanceof ContentFilteredException
        ? filtered(run, "the model refused, or the provider's content filter did")
        : new RunResult.Failed(e, run.newIncidentId(), run.lastText(), run);
  }

  private static RunResult filtered(RunState run, String detail) {
    return stopped(run, StopReason.CONTENT_FILTER, detail);
  }

  private static RunResult stopped(RunState run, StopReason reason, String detail) {
    return new RunResult.Stopped(reason, detail, run.lastText(), run);
  }
}
