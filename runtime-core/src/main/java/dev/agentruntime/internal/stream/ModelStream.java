package dev.agentruntime.internal.stream;

import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to a streaming model, read to its end by the thread that asks.
 *
 * <p>The model is called on a thread of its own, since {@code chat} may block or call back at once
 * on the same thread; its callbacks may come on any thread and only fill a buffer. The asking
 * thread empties it, hands on the pieces, and returns the complete response. When it stops reading
 * early, the provider's stream is cancelled, the calling thread interrupted, and what does not end
 * within the grace left behind; whatever is called back after that is dropped, an error too, since
 * it is our own doing.
 *
 * <p>Confined to the thread that asks.
 */
public final class ModelStream {
  private static final String SCOPE = "model";

  /** A call that has given its answer gives back a connection, and then returns. */
  private static final Duration RETURN_PATIENCE = Duration.ofSeconds(2);

  private final StreamingChatModel model;
  private final StreamOptions options;
  private final Surroundings around;
  private final DeltaBuffer buffer;
  private final StreamHandle handle = new StreamHandle();
  private boolean textSeen;

  /**
   * What a stream takes from its run.
   *
   * @param name the last part of the thread's name
   * @param time clock, waits and threads
   * @param watchdog keeps the time limits
   * @param carriers the host's context for the thread that calls the model
   * @param stragglers the grace, and the record of what was left behind
   * @param onAbandoned told of what was left behind
   */
  public record Surroundings(
      String name,
      TimeSource time,
      Watchdog watchdog,
      List<ContextCarrier> carriers,
      StragglerPolicy stragglers,
      Consumer<AbandonedTask> onAbandoned) {}

  private ModelStream(StreamingChatModel model, StreamOptions options, Surroundings around) {
    this.model = model;
    this.options = options;
    this.around = around;
    this.buffer = new DeltaBuffer(around.time(), options.bufferedDeltas());
  }

  /**
   * Asks a model and waits for its answer.
   *
   * @param model the model
   * @param options how long it may be silent
   * @param around what the stream takes from its run
   * @param request what is asked
   * @param sink is handed each piece, on the calling thread; what it throws ends the stream and is
   *     thrown on
   * @return the complete response, which counts whatever the pieces said; its finish reason is
   *     {@code LENGTH} if the provider gave none, for then it was cut off
   * @throws InterruptedException if the calling thread was interrupted
   * @throws dev.agentruntime.stream.StreamStalledException if the model was silent for too long
   */
  public static ChatResponse ask(
      StreamingChatModel model,
      StreamOptions options,
      Surroundings around,
      ChatRequest request,
      Consumer<ModelDelta> sink)
      throws InterruptedException {
    return new ModelStream(model, options, around).ask(request, sink);
  }

  private ChatResponse ask(ChatRequest request, Consumer<ModelDelta> sink)
      throws InterruptedException {
    TaskScope<@Nullable Void, ?> scope =
        TaskScope.open(
            ScopePolicy.<@Nullable Void>collect(),
            ScopeOptions.of(SCOPE, around.time()).withCarriers(around.carriers()));
    boolean ended = false;
    try {
      scope.fork(around.name(), () -> call(request));
      ChatResponse response = read(sink);
      ended = true;
      return response;
    } finally {
      buffer.close();
      try {
        if (ended) {
          awaitCall();
        } else {
          cancelStream();
        }
      } finally {
        scope.closeWithin(around.stragglers()).forEach(around.onAbandoned());
      }
    }
  }

  /** On the thread that calls the model. */
  private @Nullable Void call(ChatRequest request) {
    try {
      model.chat(request, new Callbacks(buffer, handle));
    } catch (Throwable thrown) {
      buffer.end(new StreamEnd.Failed(thrown));
    } finally {
      buffer.returned();
    }
    return null;
  }

  private ChatResponse read(Consumer<ModelDelta> sink) throws InterruptedException {
    Silence silence = new Silence(around.time(), around.watchdog(), options);
    try {
      List<ModelDelta> batch = new ArrayList<>();
      while (true) {
        throwIfInterrupted();
        batch = buffer.take(batch);
        StreamEnd end = batch.isEmpty() ? buffer.end() : null;
        if (end != null) {
          return response(end, sink);
        }
        if (!batch.isEmpty()) {
          handOn(batch, sink);
          silence.broken();
        } else if (buffer.mustWait()) {
          silence.await();
        }
      }
    } finally {
      silence.end();
    }
  }

  private void handOn(List<ModelDelta> batch, Consumer<ModelDelta> sink)
      throws InterruptedException {
    for (ModelDelta delta : batch) {
      throwIfInterrupted();
      textSeen |= delta instanceof ModelDelta.Text;
      sink.accept(delta);
    }
    batch.clear();
  }

  private void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while reading the stream of a model");
    }
  }

  private ChatResponse response(StreamEnd end, Consumer<ModelDelta> sink)
      throws InterruptedException {
    return switch (end) {
      case StreamEnd.Complete(ChatResponse response) -> {
        String text = response.aiMessage() == null ? null : response.aiMessage().text();
        if (!textSeen && text != null && !text.isEmpty()) {
          sink.accept(new ModelDelta.Text(text)); // a model that does not really stream
        }
        yield response.finishReason() == null ? cutOff(response) : response;
      }
      case StreamEnd.Failed(InterruptedException e) -> {
        // Somebody interrupted the provider's thread, not ours: a failure, and not to be taken for
        // a cancelled run, as an interrupt among the causes would be.
        AgentRuntimeException failed =
            new AgentRuntimeException("the thread of the model's provider was interrupted");
        failed.addSuppressed(e);
        throw failed;
      }
      case StreamEnd.Failed(RuntimeException e) -> throw e;
      case StreamEnd.Failed(Error e) -> throw e;
      case StreamEnd.Failed(Throwable e) -> throw new UndeclaredThrowableException(e);
    };
  }

  /** A stream that just stops has lost its rest, and nobody can tell how much that was. */
  private static ChatResponse cutOff(ChatResponse response) {
    ChatResponseMetadata metadata =
        response.metadata().toBuilder().finishReason(FinishReason.LENGTH).build();
    return ChatResponse.builder().aiMessage(response.aiMessage()).metadata(metadata).build();
  }

  /** The answer is there, so the call has nothing left to do but come back; it is not hurried. */
  private void awaitCall() {
    TimeSource time = around.time();
    Deadline patience = Deadline.after(RETURN_PATIENCE, time);
    Thread caller = buffer.returnedOrWait();
    while (caller == null
        && !patience.isExpired(time.nanoTime())
        && !Thread.currentThread().isInterrupted()) {
      time.park(patience);
      caller = buffer.returnedOrWait();
    }
    // With carriers the host's code still runs on that thread; closing the scope bounds it.
    if (caller != null && around.carriers().isEmpty()) {
      time.awaitEnd(caller);
    }
  }

  /**
   * On a thread of its own, since it is the provider's code and may block. An interrupt meanwhile
   * stays set.
   */
  private void cancelStream() {
    StreamingHandle shown = handle.give();
    if (shown == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      Deadline patience = Deadline.after(around.stragglers().grace(), around.time());
      Isolation.of(SCOPE, around.time(), around.stragglers())
          .call(
              "cancel-" + around.name(),
              patience,
              () -> {
                StreamHandle.cancel(shown);
                return true;
              },
              around.onAbandoned());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
