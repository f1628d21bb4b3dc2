package dev.agentruntime.internal.stream;

import dev.agentruntime.stream.ModelDelta;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a provider calls: puts pieces and the end into the buffer and does nothing else, since the
 * thread is the provider's. Providers leave out what they do not have, so nulls are taken for
 * silence. Safe for use by many threads.
 */
final class Callbacks implements StreamingChatResponseHandler {
  private final DeltaBuffer buffer;
  private final StreamHandle handle;

  /** Calls of which a piece has come; the complete call would tell it all again. */
  private final Set<Integer> begunCalls = ConcurrentHashMap.newKeySet();

  Callbacks(DeltaBuffer buffer, StreamHandle handle) {
    this.buffer = buffer;
    this.handle = handle;
  }

  @Override
  public void onPartialResponse(@Nullable String partialResponse) {
    if (partialResponse != null && !partialResponse.isEmpty()) {
      buffer.put(new ModelDelta.Text(partialResponse));
    }
  }

  @Override
  public void onPartialResponse(
      @Nullable PartialResponse partialResponse, @Nullable PartialResponseContext context) {
    handle.appeared(context == null ? null : context.streamingHandle());
    onPartialResponse(partialResponse == null ? null : partialResponse.text());
  }

  @Override
  public void onPartialThinking(@Nullable PartialThinking partialThinking) {
    String text = partialThinking == null ? null : partialThinking.text();
    if (text != null && !text.isEmpty()) {
      buffer.put(new ModelDelta.Thinking(text));
    }
  }

  @Override
  public void onPartialThinking(
      @Nullable PartialThinking partialThinking, @Nullable PartialThinkingContext context) {
    handle.appeared(context == null ? null : context.streamingHandle());
    onPartialThinking(partialThinking);
  }

  @Override
  public void onPartialToolCall(@Nullable PartialToolCall partialToolCall) {
    if (partialToolCall != null) {
      begunCalls.add(partialToolCall.index());
      buffer.put(
          new ModelDelta.ToolCall(
              partialToolCall.index(),
              partialToolCall.id(),
              partialToolCall.name(),
              orEmpty(partialToolCall.partialArguments())));
    }
  }

  @Override
  public void onPartialToolCall(
      @Nullable PartialToolCall partialToolCall, @Nullable PartialToolCallContext context) {
    handle.appeared(context == null ? null : context.streamingHandle());
    onPartialToolCall(partialToolCall);
  }

  @Override
  public void onCompleteToolCall(@Nullable CompleteToolCall completeToolCall) {
    if (completeToolCall != null && begunCalls.add(completeToolCall.index())) {
      ToolExecutionRequest call = completeToolCall.toolExecutionRequest();
      buffer.put(
          new ModelDelta.ToolCall(
              completeToolCall.index(), call.id(), call.name(), orEmpty(call.arguments())));
    }
  }

  @Override
  public void onCompleteResponse(@Nullable ChatResponse completeResponse) {
    buffer.end(
        completeResponse == null
            ? new StreamEnd.Failed(
                new IllegalStateException("the streaming model completed with null"))
            : new StreamEnd.Complete(completeResponse));
  }

  @Override
  public void onError(@Nullable Throwable error) {
    buffer.end(
        new StreamEnd.Failed(
            error == null
                ? new IllegalStateException("the streaming model failed without an error")
                : error));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
