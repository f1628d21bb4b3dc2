package dev.agentruntime.testkit.junit;

import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.time.ThreadDump;
import dev.agentruntime.testkit.time.ThreadDump.DumpedThread;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one test was handed, and the look at what it left behind. Confined to the thread that runs
 * the test.
 */
final class TestThings {
  /** Virtual threads the JDK starts for itself, at the first wait for a socket, and keeps. */
  private static final String JDK_POLLER = "SubPoller-";

  /** Enough to see where a thread waits and who called it. */
  private static final int FRAMES = 15;

  /** How often the JVM is asked again whether a thread has ended; a dump takes milliseconds. */
  private static final Duration BETWEEN_DUMPS = Duration.ofMillis(20);

  private final boolean onlyTest;

  /** Ids of threads only grow: whatever has a larger one than this thread was made after it. */
  private final long lastIdBefore = TimeSource.system().start("test-begins", () -> {}).threadId();

  private final TrackedTime trackedTime = TrackedTime.system();
  private final EventRecorder events = new EventRecorder();
  private @Nullable VirtualTime virtualTime;

  /**
   * For one test.
   *
   * @param onlyTest whether no other test runs at the same time
   */
  TestThings(boolean onlyTest) {
    this.onlyTest = onlyTest;
  }

  VirtualTime virtualTime() {
    VirtualTime made = virtualTime;
    if (made == null) {
      made = VirtualTime.auto();
      virtualTime = made;
    }
    return made;
  }

  TrackedTime trackedTime() {
    return trackedTime;
  }

  EventRecorder events() {
    return events;
  }

  /** Fails if the test left something behind. */
  void check(String test, Duration grace) {
    List<String> faults = new ArrayList<>();
    List<Throwable> causes = new ArrayList<>();
    if (Thread.interrupted()) {
      faults.add("the interrupt flag of the test's thread is set");
    }
    checkVirtualTime(faults, causes);
    Set<Long> reported = checkTrackedTime(faults, causes, grace);
    checkDump(faults, reported, grace);
    try {
      events.assertWellNested();
    } catch (AssertionError e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    if (!faults.isEmpty()) {
      AssertionError failure =
          new AssertionError(
              "test '" + test + "' left something behind:\n- " + String.join("\n- ", faults));
      causes.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private void checkVirtualTime(List<String> faults, List<Throwable> causes) {
    if (virtualTime != null) {
      try {
        virtualTime.close();
      } catch (AssertionError e) {
        faults.add(String.valueOf(e.getMessage()));
        causes.addAll(List.of(e.getSuppressed()));
      }
    }
  }

  private Set<Long> checkTrackedTime(List<String> faults, List<Throwable> causes, Duration grace) {
    List<Thread> left = trackedTime.awaitEnd(grace);
    for (Thread thread : left) {
      faults.add(
          "thread '" + thread.getName() + "' is alive:" + frames(List.of(thread.getStackTrace())));
      trackedTime.interrupt(thread);
    }
    faults.addAll(trackedTime.openResources());
    for (Throwable thrown : trackedTime.uncaught()) {
      faults.add("a thread's task threw " + thrown);
      causes.add(thrown);
    }
    return left.stream().map(Thread::threadId).collect(Collectors.toSet());
  }

  private void checkDump(List<String> faults, Set<Long> reported, Duration grace) {
    if (!onlyTest || !ThreadDump.listsAllVirtualThreads()) {
      return;
    }
    TimeSource real = TimeSource.system();
    Deadline latest = Deadline.after(grace, real);
    List<DumpedThread> left = unknownThreads(reported);
    while (!left.isEmpty() && !latest.isExpired(real.nanoTime())) {
      try {
        real.sleep(BETWEEN_DUMPS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      left = unknownThreads(reported);
    }
    for (DumpedThread thread : left) {
      faults.add(
          "thread '"
              + thread.name()
              + "' is alive, and was not started through the test's time:"
              + frames(thread.stack()));
    }
  }

  private List<DumpedThread> unknownThreads(Set<Long> reported) {
    return ThreadDump.take().threads().stream()
        .filter(thread -> thread.virtual() && !thread.name().isEmpty())
        .filter(thread -> !thread.name().startsWith(JDK_POLLER))
        .filter(
            thread ->
                thread.id() > lastIdBefore && thread.id() != Thread.currentThread().threadId())
        .filter(thread -> !reported.contains(thread.id()))
        .toList();
  }

  private static String frames(List<?> stack) {
    return stack.stream()
        .limit(FRAMES)
        .map(frame -> "\n      at " + frame)
        .collect(Collectors.joining());
  }
}
