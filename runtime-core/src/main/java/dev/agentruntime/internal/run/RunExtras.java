package dev.agentruntime.internal.run;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.PausableDeadline;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What few runs have: work that was left behind, readers of events, an answer that is being
 * streamed, pauses of the clock, an earlier part to go on from. Made when the first of it is
 * needed. Safe for use by many threads.
 */
final class RunExtras {
  private final String runId;
  private final String agentPath;
  private final List<String> abandoned = new CopyOnWriteArrayList<>();
  private final List<EventFeed> feeds = new CopyOnWriteArrayList<>();

  /** Written before the run begins. */
  private @Nullable Resumption resumption;

  // Guarded by this.
  private @Nullable PausableDeadline moving;
  private boolean resumed;
  private final StringBuilder streamedText = new StringBuilder();

  /** What is kept in the place of the streamed text; null if that may be kept itself. */
  private @Nullable StringBuilder keptText;

  private boolean ended;

  /**
   * For one run; its names are made once here, as it may have an event per token.
   *
   * @param runId the run
   * @param agentPath the agent, preceded by those that called it
   */
  RunExtras(String runId, String agentPath) {
    this.runId = runId;
    this.agentPath = agentPath;
  }

  RunEvent.Origin origin(Instant at) {
    return new RunEvent.Origin(runId, agentPath, at);
  }

  // ---- pauses, and going on ----

  synchronized @Nullable PausableDeadline moving() {
    return moving;
  }

  synchronized PausableDeadline makeMoving(Deadline from) {
    PausableDeadline made = moving;
    if (made == null) {
      made = new PausableDeadline(from);
      moving = made;
    }
    return made;
  }

  @Nullable Resumption resumption() {
    return resumption;
  }

  void goOnFrom(Resumption from) {
    resumption = from;
  }

  synchronized boolean claimResumption() {
    boolean first = !resumed;
    resumed = true;
    return first;
  }

  // ---- work left behind ----

  void abandoned(String what) {
    abandoned.add(what);
  }

  List<String> abandoned() {
    return List.copyOf(abandoned);
  }

  // ---- readers ----

  /** Adds a reader; if the run has ended, there is nothing to read. */
  void add(EventFeed feed) {
    synchronized (this) {
      if (!ended) {
        feeds.add(feed);
        return;
      }
    }
    feed.runEnded();
  }

  boolean hasReaders() {
    return !feeds.isEmpty();
  }

  void tell(RunEvent event) {
    boolean allOpen = true;
    for (EventFeed feed : feeds) {
      feed.offer(event);
      allOpen &= feed.isOpen();
    }
    if (!allOpen) {
      feeds.removeIf(feed -> !feed.isOpen());
    }
  }

  void endReaders() {
    synchronized (this) {
      ended = true;
    }
    feeds.forEach(EventFeed::runEnded);
    feeds.clear();
  }

  // ---- the answer being streamed ----

  synchronized void beginText() {
    streamedText.setLength(0);
    keptText = null;
  }

  synchronized void keepText(String text) {
    StringBuilder kept = keptText == null ? new StringBuilder() : keptText;
    keptText = kept.append(text);
  }

  synchronized void addText(String text) {
    streamedText.append(text);
  }

  /** What was said, if that is wanted, which needs a copy. */
  synchronized String endText(boolean wanted) {
    String text = wanted ? (keptText == null ? streamedText : keptText).toString() : "";
    beginText();
    return text;
  }
}
