package dev.agentruntime.scope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child that did not end within its grace period and was left behind. Its thread may go on for
 * any length of time, with whatever effects; what it returns or throws reaches nobody.
 *
 * <p>Safe for use by many threads.
 */
public final class AbandonedTask {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedTask.class);

  private final String name;
  private final String scope;
  private final Thread thread;
  private final Instant since;
  private final StragglerRegistry registry;

  // Guarded by callbacks.
  private final List<Runnable> callbacks = new ArrayList<>();
  private boolean ended;

  AbandonedTask(
      String name, String scope, Thread thread, Instant since, StragglerRegistry registry) {
    this.name = name;
    this.scope = scope;
    this.thread = thread;
    this.since = since;
    this.registry = registry;
  }

  /**
   * The child's name, as given when it was forked.
   *
   * @return the name, without the scope's part
   */
  public String name() {
    return name;
  }

  /**
   * The scope that left the child behind.
   *
   * @return the scope's name
   */
  public String scope() {
    return scope;
  }

  /**
   * The thread that still runs the task, for a diagnosis such as its stack trace.
   *
   * @return the thread, possibly ended by now
   */
  public Thread thread() {
    return thread;
  }

  /**
   * When the child was left behind.
   *
   * @return an instant of the scope's time source
   */
  public Instant since() {
    return since;
  }

  /**
   * Whether the task has ended after all.
   *
   * @return true once nothing of the task runs any more
   */
  public boolean hasEnded() {
    synchronized (callbacks) {
      return ended;
    }
  }

  /**
   * Asks to be told when the task ends, so that a permit can be kept until its holder is really
   * gone.
   *
   * @param callback runs once: on the straggler's thread when it ends, or at once on the current
   *     thread if it has ended. Holds no lock of this library. Should be short; what it throws is
   *     logged and goes no further
   */
  public void onEnd(Runnable callback) {
    synchronized (callbacks) {
      if (!ended) {
        callbacks.add(callback);
        return;
      }
    }
    run(callback);
  }

  /** The straggler's last act. */
  void ended() {
    List<Runnable> waiting;
    synchronized (callbacks) {
      ended = true;
      waiting = List.copyOf(callbacks);
      callbacks.clear();
    }
    registry.remove(this);
    waiting.forEach(this::run);
  }

  private void run(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      LOG.warn(
          "callback {} at the end of abandoned task '{}' of scope '{}' threw {}",
          callback.getClass().getName(),
          name,
          scope,
          e.getClass().getName());
    }
  }

  @Override
  public String toString() {
    String how = hasEnded() ? "ended" : "alive";
    return "AbandonedTask[%s/%s, since %s, %s]".formatted(scope, name, since, how);
  }
}
