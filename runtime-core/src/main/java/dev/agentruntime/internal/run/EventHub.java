package dev.agentruntime.internal.run;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of events. What a listener throws is counted, logged once, and changes nothing.
 * Safe for use by many threads.
 */
final class EventHub {
  private final List<RunListener> listeners;
  private final AtomicLong failures = new AtomicLong();

  EventHub(List<RunListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  long failures() {
    return failures.get();
  }

  void tell(RunEvent event) {
    for (RunListener listener : listeners) {
      tell(listener, event);
    }
  }

  void tell(RunListener listener, RunEvent event) {
    try {
      listener.onEvent(event);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      if (failures.getAndIncrement() == 0) {
        warn(listener, e);
      }
    }
  }

  /**
   * The classes only: a listener's message may hold what the event holds. The logger is found only
   * now, as most hosts never need it; a logging backend that throws changes nothing either.
   */
  private static void warn(RunListener listener, Throwable thrown) {
    try {
      LoggerFactory.getLogger("dev.agentruntime.events")
          .warn(
              "listener {} threw {}; further failures are only counted",
              listener.getClass().getName(),
              thrown.getClass().getName());
    } catch (Exception | StackOverflowError | LinkageError | AssertionError _) {
      // Counted already; there is no other place to tell it.
    }
  }
}
