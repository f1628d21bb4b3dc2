package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of a {@link ModelHarness}: sends requests through the layers and remembers what they did
 * to the run. What a layer throws comes out as it is. Safe for use by many threads.
 */
public final class ModelHarnessRun {
  private final ModelHandler chain;
  private final HarnessFrame frame;
  private final AtomicInteger turns = new AtomicInteger();

  /** Threads that are asking. Guarded by this object's lock. */
  private final Set<Thread> inside = new HashSet<>();

  ModelHarnessRun(ModelHandler chain, HarnessFrame frame) {
    this.chain = chain;
    this.frame = frame;
  }

  /**
   * Asks with one user message, as the next turn of the run.
   *
   * @param text what the user says
   * @return what the outermost layer returned
   * @throws InterruptedException if a layer let one pass
   */
  public ChatResponse ask(String text) throws InterruptedException {
    return ask(ChatRequest.builder().messages(UserMessage.from(text)).build());
  }

  /**
   * Asks, as the next turn of the run.
   *
   * @param request what is asked
   * @return what the outermost layer returned
   * @throws InterruptedException if a layer let one pass
   */
  public ChatResponse ask(ChatRequest request) throws InterruptedException {
    return ask(new ModelCall(frame, request, turns.incrementAndGet()));
  }

  /**
   * Sends a call of the test's own making.
   *
   * @param call the call, of this run's frame
   * @return what the outermost layer returned
   * @throws InterruptedException if a layer let one pass
   */
  public ChatResponse ask(ModelCall call) throws InterruptedException {
    synchronized (this) {
      inside.add(Thread.currentThread());
    }
    try {
      return chain.handle(call);
    } finally {
      synchronized (this) {
        inside.remove(Thread.currentThread());
      }
    }
  }

  /**
   * Tells the run to stop, as a runtime would: the context says so, and the threads that are asking
   * are interrupted.
   *
   * @param why the reason
   */
  public void cancel(Cancellation why) {
    frame.cancelled(why);
    synchronized (this) {
      inside.forEach(frame.time()::interrupt);
    }
  }

  /**
   * The run as layers see it.
   *
   * @return the frame
   */
  public RunFrame frame() {
    return frame;
  }

  /**
   * The events that layers emitted for this run; none if the harness is unobserved.
   *
   * @return the recorder
   */
  public EventRecorder events() {
    return frame.events();
  }

  /**
   * What model layers told of, in the order of telling.
   *
   * @return each as {@code layer code: detail}
   */
  public List<String> decisions() {
    return frame.events().events(RunEvent.ModelLayerDecided.class).stream()
        .map(e -> e.layer() + " " + e.code() + ": " + e.detail())
        .toList();
  }

  /**
   * What layers put on record as abandoned.
   *
   * @return names of threads, in the order of recording
   */
  public List<String> abandonedWork() {
    return frame.abandonedWork();
  }

  @Override
  public String toString() {
    return frame.toString();
  }
}
