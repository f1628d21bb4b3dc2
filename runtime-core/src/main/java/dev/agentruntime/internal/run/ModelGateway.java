package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one way to the model: every request of every run goes through here. Stateless. */
final class ModelGateway {
  private ModelGateway() {}

  /**
   * Asks the model for the run's next turn. Adds nothing to the conversation.
   *
   * @param nudge what is said last in this request alone, or null
   */
  static ChatResponse ask(RunState run, @Nullable UserMessage nudge) throws InterruptedException {
    run.countModelCall();
    SessionHistory session = run.session();
    if (session != null) {
      session.join();
    }
    ChatRequest request =
        ChatRequest.builder()
            .messages(nudge == null ? run.history() : Answering.nudged(run, nudge))
            .parameters(TypedAnswers.parameters(run))
            .build();
    ModelCall call = new ModelCall(run, request, run.modelCalls());
    ChatResponse response = null;
    try {
      response = run.observed() ? observed(run, call) : answered(run, call);
    } finally {
      run.said(run.endStream(response == null)); // a partial answer
    }
    if (response == null || response.aiMessage() == null) {
      throw new IllegalStateException(
          "the model of agent '"
              + run.agentPath()
              + "' returned "
              + (response == null ? "null" : "a response without a message"));
    }
    run.addTokens(response.tokenUsage());
    run.said(response.aiMessage().text());
    return response;
  }

  private static ChatResponse answered(RunState run, ModelCall call) throws InterruptedException {
    ChatResponse response = run.agent().model().handle(call);
    return run.agent().turns().readsPrintedCalls()
        ? PrintedCalls.read(run, call.turn(), response)
        : response;
  }

  private static ChatResponse observed(RunState run, ModelCall call) throws InterruptedException {
    run.emit(
        origin ->
            new RunEvent.ModelTurnStarted(origin, call.turn(), call.request().messages().size()));
    long begin = run.time().nanoTime();
    ChatResponse response = null;
    try {
      response = answered(run, call);
      return response;
    } finally {
      Duration took = Duration.ofNanos(run.time().nanoTime() - begin);
      AiMessage message = response == null ? null : response.aiMessage();
      int toolCalls = message == null ? 0 : message.toolExecutionRequests().size();
      Usage tokens = response == null ? Usage.NONE : tokens(response.tokenUsage());
      String outcome =
          message == null
              ? run.cancellation().isPresent() ? "cancelled" : "failed"
              : toolCalls > 0 ? "tool_calls" : "answer";
      run.emit(
          origin ->
              new RunEvent.ModelTurnEnded(origin, call.turn(), took, toolCalls, tokens, outcome));
    }
  }

  private static Usage tokens(@Nullable TokenUsage reported) {
    Integer in = reported == null ? null : reported.inputTokenCount();
    Integer out = reported == null ? null : reported.outputTokenCount();
    return new Usage(1, 0, in == null ? 0 : in, out == null ? 0 : out);
  }
}
