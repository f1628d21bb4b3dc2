package dev.agentruntime.run;

import dev.agentruntime.event.RunEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * A run's events, for a thread that waits for one after the other.
 *
 * <pre>{@code
 * try (RunEvents events = agent.stream("Why is checkout slow?")) {
 *   for (String piece : events.text()) {
 *     System.out.print(piece);
 *   }
 *   RunResult result = events.run().result();
 * }
 * }</pre>
 *
 * <p>Each reader has a buffer of its own. A run waits for a reader whose buffer is full, for each
 * event at most {@link #PATIENCE}; then it goes on without that reader for good, who is told by an
 * {@link EventsMissedException} and never by a silent gap. A run that is told to stop does not
 * wait.
 *
 * <p>It holds the events of this run alone: runs inside its tools have events of their own. Closing
 * it ends the reading, not the run. Made by the runtime.
 *
 * <p>Safe for use by many threads; each event is given to one of them.
 */
public interface RunEvents extends Iterable<RunEvent>, AutoCloseable {
  /**
   * How many events may wait for a reader: a second or two of a fast model's pieces, or all of an
   * ordinary run without them.
   */
  int CAPACITY = 256;

  /**
   * How long a run waits for a reader with a full buffer: longer than a garbage collection or a
   * slow connection takes, and short beside the time a run may take. A reader that takes nothing
   * for that long has stopped reading.
   */
  Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * The run.
   *
   * @return its handle
   */
  AgentRun run();

  /**
   * Waits for the next event.
   *
   * @return the event; empty once the run has ended and all its events were taken, or after {@link
   *     #close}
   * @throws InterruptedException if the calling thread is or becomes interrupted; no event is lost
   * @throws EventsMissedException if events were missed at this point
   */
  Optional<RunEvent> next() throws InterruptedException;

  /**
   * The events from here on, to loop over. It takes them from the same buffer as {@link #next()},
   * and its methods throw {@link EventsInterruptedException} where that one is interrupted.
   *
   * @return an iterator that waits
   */
  @Override
  Iterator<RunEvent> iterator();

  /**
   * The text of the answer as it comes, of all turns one after the other; other events are passed
   * over. If the last turn was not streamed, as by a model that cannot, and completes the run, its
   * text is the last piece.
   *
   * @return to be looped over once, as {@link #iterator()}
   */
  Iterable<String> text();

  /** Ends the reading. The run goes on, and does not wait for this reader any more. */
  @Override
  void close();
}
