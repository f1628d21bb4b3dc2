package dev.agentruntime.internal.stream;

import dev.langchain4j.model.chat.response.StreamingHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The provider's own way to end a stream, which it shows only with the first piece. Cancelling
 * works before that too: the handle is then cancelled as soon as it appears, on the thread that
 * brings it. Safe for use by many threads.
 */
final class StreamHandle {
  // Guarded by this.
  private @Nullable StreamingHandle handle;
  private boolean cancelled;

  /** The provider showed its handle. */
  void appeared(@Nullable StreamingHandle shown) {
    if (shown == null) {
      return;
    }
    boolean late;
    synchronized (this) {
      late = cancelled && handle == null;
      handle = shown;
    }
    if (late) {
      cancel(shown);
    }
  }

  /**
   * Nobody reads any more.
   *
   * @return the handle to cancel now, or null if none has appeared yet
   */
  synchronized @Nullable StreamingHandle give() {
    cancelled = true;
    return handle;
  }

  /** Cancels, whatever the provider makes of it: the stream is of no interest any more. */
  static void cancel(StreamingHandle handle) {
    try {
      handle.cancel();
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      LoggerFactory.getLogger("dev.agentruntime.stream")
          .warn("a model's stream could not be cancelled: {}", e.getClass().getName());
    }
  }
}
