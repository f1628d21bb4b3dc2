package dev.agentruntime.testkit.event;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A listener that remembers all events, in the order in which they arrive.
 *
 * <p>Two ways to look at them: {@link #events()} and {@link #events(Class)} show everything each
 * time; {@link #next}, {@link #removeUpTo} and {@link #assertNoneLeft} go through it once, so that
 * a test can say exactly what happened. {@link #assertWellNested} checks the grammar of the package
 * {@link dev.agentruntime.event}.
 *
 * <p>Safe for use by many threads.
 */
public final class EventRecorder implements RunListener {
  private final Tally arrived = new Tally();

  // Guarded by this object's lock.
  private final List<RunEvent> events = new ArrayList<>();
  private int taken;

  /** Makes an empty recorder. */
  public EventRecorder() {}

  @Override
  public void onEvent(RunEvent event) {
    Objects.requireNonNull(event, "event");
    synchronized (this) {
      events.add(event);
    }
    arrived.add();
  }

  /**
   * All events so far, taken or not.
   *
   * @return a snapshot, in the order of arrival
   */
  public synchronized List<RunEvent> events() {
    return List.copyOf(events);
  }

  /**
   * All events of a type so far, taken or not.
   *
   * @param type the type
   * @param <E> the type
   * @return a snapshot, in the order of arrival
   */
  public <E extends RunEvent> List<E> events(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * Takes the next event, which must be of a type.
   *
   * @param type the type
   * @param <E> the type
   * @return the event
   * @throws AssertionError if there is none left or it is of another type
   */
  public synchronized <E extends RunEvent> E next(Class<E> type) {
    if (taken == events.size()) {
      throw new AssertionError(
          "expected " + type.getSimpleName() + ", but no event is left; had " + named(events));
    }
    RunEvent next = events.get(taken);
    if (!type.isInstance(next)) {
      throw new AssertionError("expected " + type.getSimpleName() + ", was " + next);
    }
    taken++;
    return type.cast(next);
  }

  /**
   * Takes events up to and including the next of a type.
   *
   * @param type the type
   * @param <E> the type
   * @return the event of that type
   * @throws AssertionError if there is none; no event is taken then
   */
  public synchronized <E extends RunEvent> E removeUpTo(Class<E> type) {
    for (int i = taken; i < events.size(); i++) {
      if (type.isInstance(events.get(i))) {
        taken = i + 1;
        return type.cast(events.get(i));
      }
    }
    throw new AssertionError(
        "expected "
            + type.getSimpleName()
            + " among "
            + named(events.subList(taken, events.size())));
  }

  /**
   * Fails if events are left that were not taken.
   *
   * @throws AssertionError naming them
   */
  public synchronized void assertNoneLeft() {
    if (taken < events.size()) {
      throw new AssertionError(
          "expected no more events, had " + events.subList(taken, events.size()));
    }
  }

  /**
   * Waits until an event of a type has arrived, taken or not. A test that wants to act in the
   * middle of a run waits here first.
   *
   * @param type the type
   * @param latest when to give up, on {@code time}'s clock; with {@link Deadline#never()} virtual
   *     time is not moved by the waiting
   * @param time the clock to wait on
   * @param <E> the type
   * @return the first such event
   * @throws InterruptedException if the calling thread is or becomes interrupted
   * @throws AssertionError if there was none in time
   */
  public <E extends RunEvent> E await(Class<E> type, Deadline latest, TimeSource time)
      throws InterruptedException {
    while (true) {
      int seen = arrived.count();
      List<E> matching = events(type);
      if (!matching.isEmpty()) {
        return matching.getFirst();
      }
      if (!arrived.await(seen + 1, latest, time)) {
        throw new AssertionError(
            "expected " + type.getSimpleName() + " when time was up, had " + named(events()));
      }
    }
  }

  /**
   * Fails unless every start has its end, every call its one outcome, and everything happened where
   * it may: the grammar in the doc of package {@link dev.agentruntime.event}. To be called when the
   * runs have ended.
   *
   * @throws AssertionError naming every fault
   */
  public void assertWellNested() {
    List<RunEvent> all = events();
    List<String> faults = Nesting.faults(all);
    if (!faults.isEmpty()) {
      throw new AssertionError(
          "events are not well nested:\n  "
              + String.join("\n  ", faults)
              + "\nevents: "
              + named(all));
    }
  }

  private static String named(List<RunEvent> events) {
    return events.stream()
        .map(event -> event.getClass().getSimpleName())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public String toString() {
    return "EventRecorder(" + arrived.count() + " events)";
  }
}
