package dev.agentruntime.testkit.time;

import java.util.List;

/**
 * What a time source of this kit remembers of the threads started through it, for checks that
 * nothing is left behind.
 *
 * <p>Safe for use by many threads.
 */
public interface StartedThreads {

  /**
   * The threads started here that have not ended, in the order they were started.
   *
   * @return a snapshot; empty if none is left
   */
  List<Thread> liveThreads();

  /**
   * What escaped from the tasks of started threads, in the order it happened. A task must not
   * throw, so anything here is a defect.
   *
   * @return a snapshot; empty if every task ended well
   */
  List<Throwable> uncaught();

  /**
   * What was opened on this time source and not closed, scopes above all.
   *
   * @return a snapshot, each in words and with the name of the thread that opened it; empty if all
   *     is closed
   */
  List<String> openResources();
}
