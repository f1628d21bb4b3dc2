package dev.agentruntime.session;

import java.util.Objects;

/**
 * How a runtime treats its sessions. Immutable; the {@code with…} methods return changed copies.
 */
public final class SessionOptions {
  /**
   * A user who writes twice before the first answer wants both answered, in order; only a host that
   * shows "busy" itself wants the second one refused.
   */
  public static final ConcurrentRuns DEFAULT_CONCURRENT_RUNS = ConcurrentRuns.QUEUE;

  private static final SessionOptions DEFAULTS =
      new SessionOptions(ConversationWindow.defaults(), DEFAULT_CONCURRENT_RUNS);

  private final ConversationWindow window;
  private final ConcurrentRuns concurrentRuns;

  private SessionOptions(ConversationWindow window, ConcurrentRuns concurrentRuns) {
    this.window = window;
    this.concurrentRuns = concurrentRuns;
  }

  /**
   * The defaults: {@link ConversationWindow#defaults()}, {@link #DEFAULT_CONCURRENT_RUNS}.
   *
   * @return the same instance each time
   */
  public static SessionOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Changes how much of a conversation is kept.
   *
   * @param changed the window
   * @return a copy
   */
  public SessionOptions withWindow(ConversationWindow changed) {
    return new SessionOptions(Objects.requireNonNull(changed, "window"), concurrentRuns);
  }

  /**
   * Changes what happens to runs that meet in one session.
   *
   * @param changed queue or refuse
   * @return a copy
   */
  public SessionOptions withConcurrentRuns(ConcurrentRuns changed) {
    return new SessionOptions(window, Objects.requireNonNull(changed, "concurrentRuns"));
  }

  /**
   * How much of a conversation is kept, sent to the model and stored.
   *
   * @return the window
   */
  public ConversationWindow window() {
    return window;
  }

  /**
   * What happens to runs that meet in one session.
   *
   * @return queue or refuse
   */
  public ConcurrentRuns concurrentRuns() {
    return concurrentRuns;
  }

  @Override
  public String toString() {
    return "SessionOptions(" + window + ", " + concurrentRuns + ")";
  }
}
