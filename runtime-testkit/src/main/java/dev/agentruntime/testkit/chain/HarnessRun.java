package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.DryRun;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of a {@link ChainHarness}: sends calls through the chain and remembers what layers did to
 * the run.
 *
 * <p>Unlike in a runtime, what a link throws comes out of {@link #call(String)} as it is, so that a
 * test can look at it. Safe for use by many threads.
 */
public final class HarnessRun {
  /**
   * A layer's wish to end the run after the turn.
   *
   * @param layer who asks
   * @param detail why
   */
  public record StopRequest(String layer, String detail) {}

  private final ToolChain chain;
  private final HarnessFrame frame;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * The threads in a call, and those of them that a cancellation has interrupted. Guarded by this
   * object's lock.
   */
  private final Set<Thread> inside = new HashSet<>();

  private final Set<Thread> interrupted = new HashSet<>();

  HarnessRun(ToolChain chain, HarnessState harness, RunOptions options) {
    this.chain = chain;
    this.frame = new HarnessFrame(harness, options);
  }

  /**
   * Sends a call of its own id through the chain: the next of the first turn.
   *
   * @param arguments JSON text, well-formed or not
   * @return what the outermost link returned
   * @throws InterruptedException if a link let one pass
   */
  public ToolOutcome call(String arguments) throws InterruptedException {
    return call(nextIdentity(), ToolArguments.ofText(arguments));
  }

  /**
   * Sends a call through the chain.
   *
   * @param identity which call
   * @param arguments what the model asks for
   * @return what the outermost link returned
   * @throws InterruptedException if a link let one pass
   */
  public ToolOutcome call(ToolChain.Identity identity, ToolArguments arguments)
      throws InterruptedException {
    enter();
    try {
      return CurrentRun.call(frame, () -> chain.run(frame, identity, arguments));
    } finally {
      leave();
    }
  }

  /**
   * What would become of a call, which is not run.
   *
   * @param arguments JSON text
   * @return what each link says
   * @throws InterruptedException if the thread was interrupted
   */
  public DryRun dryRun(String arguments) throws InterruptedException {
    ToolChain.Identity identity =
        new ToolChain.Identity("dry-run", chain.tool().name(), 1, 0, null);
    return chain.dryRun(frame, identity, ToolArguments.ofText(arguments));
  }

  /**
   * The identity that {@link #call(String)} would use next.
   *
   * @return a call id that this run has not used yet
   */
  public ToolChain.Identity nextIdentity() {
    int number = calls.incrementAndGet();
    return new ToolChain.Identity("call-" + number, chain.tool().name(), 1, number - 1, null);
  }

  private void enter() {
    synchronized (this) {
      inside.add(Thread.currentThread());
      if (frame.cancellation().isPresent()) {
        interruptThread(Thread.currentThread());
      }
    }
  }

  /** An interrupt that was meant for the call must not reach what the test does next. */
  private void leave() {
    synchronized (this) {
      inside.remove(Thread.currentThread());
      if (interrupted.remove(Thread.currentThread())) {
        Thread.interrupted();
      }
    }
  }

  /**
   * Tells the run to stop, as a runtime would: the context says so, and the threads in a call are
   * interrupted. Calls made later find themselves interrupted.
   *
   * @param why the reason
   */
  public void cancel(Cancellation why) {
    frame.cancelled(why);
    synchronized (this) {
      inside.forEach(this::interruptThread);
    }
  }

  private void interruptThread(Thread thread) {
    interrupted.add(thread);
    frame.time().interrupt(thread);
  }

  /**
   * The run as layers see it, to ask a {@link dev.agentruntime.chain.Slot} for its state.
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
   * Which layers asked for the run to end after the turn.
   *
   * @return a snapshot, in the order of asking
   */
  public List<StopRequest> stopRequests() {
    return frame.stopRequests();
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
    return frame + " through " + chain;
  }
}
