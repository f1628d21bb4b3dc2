package dev.agentruntime.testkit.model;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream being played to a handler. Confined to the thread that plays, but for its handle,
 * which is safe for use by many threads.
 */
final class StreamPlay {
  /** As long as a token of a real model. */
  private static final int PIECE = 4;

  private final ChatRequest request;
  private final int number;
  private final TimeSource time;
  private final StreamingChatResponseHandler handler;
  private final Handle handle;

  StreamPlay(
      ChatRequest request,
      int number,
      TimeSource time,
      StreamingChatResponseHandler handler,
      Tally cancels) {
    this.request = request;
    this.number = number;
    this.time = time;
    this.handler = handler;
    this.handle = new Handle(cancels);
  }

  private static final class Handle implements StreamingHandle {
    private final Tally cancels;
    private final Tally cancelled = new Tally();

    Handle(Tally cancels) {
      this.cancels = cancels;
    }

    @Override
    public void cancel() {
      if (cancelled.add() == 1) {
        cancels.add();
      }
    }

    @Override
    public boolean isCancelled() {
      return cancelled.count() > 0;
    }
  }

  void text(PartialResponse piece) {
    handler.onPartialResponse(piece, new PartialResponseContext(handle));
  }

  void thinking(PartialThinking piece) {
    handler.onPartialThinking(piece, new PartialThinkingContext(handle));
  }

  void toolCall(PartialToolCall piece) {
    handler.onPartialToolCall(piece, new PartialToolCallContext(handle));
  }

  @SuppressWarnings("NullAway") // as defective clients do
  void nulls() {
    handler.onPartialResponse((String) null);
    handler.onPartialResponse("");
    handler.onPartialThinking(null);
    handler.onPartialToolCall(null);
    handler.onCompleteToolCall(null);
  }

  /** A silence ends early if the stream is cancelled. */
  void pause(Duration length) throws InterruptedException {
    handle.cancelled.await(1, Deadline.after(length, time), time);
  }

  void stallUntil(Gate gate) {
    gate.passIgnoringInterrupts(time);
  }

  void complete(Turn whole) {
    complete(whole.play(request, number, time));
  }

  @SuppressWarnings("NullAway") // as defective clients do
  private void complete(@Nullable ChatResponse response) {
    handler.onCompleteResponse(response);
  }

  void fail(Throwable error) {
    handler.onError(error);
  }

  /** Says in pieces what a turn says at once. */
  void whole(Turn turn) {
    ChatResponse response;
    try {
      response = turn.play(request, number, time);
    } catch (RuntimeException e) {
      handler.onError(e);
      return;
    }
    if (response != null) {
      textOf(response.aiMessage().text());
      List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
      for (int i = 0; i < calls.size(); i++) {
        callOf(i, calls.get(i));
      }
    }
    complete(response);
  }

  private void textOf(@Nullable String text) {
    for (int at = 0; text != null && at < text.length(); at += PIECE) {
      text(new PartialResponse(text.substring(at, Math.min(at + PIECE, text.length()))));
    }
  }

  private void callOf(int index, ToolExecutionRequest call) {
    String arguments = call.arguments();
    for (int at = 0; arguments != null && at < arguments.length(); at += PIECE) {
      toolCall(
          PartialToolCall.builder()
              .index(index)
              .id(call.id())
              .name(call.name())
              .partialArguments(arguments.substring(at, Math.min(at + PIECE, arguments.length())))
              .build());
    }
    handler.onCompleteToolCall(new CompleteToolCall(index, call));
  }

  /** The error that follows a cancel from a real client, which closes the connection. */
  boolean endIfCancelled() {
    if (handle.isCancelled()) {
      handler.onError(new IOException("closed"));
      return true;
    }
    return false;
  }
}
