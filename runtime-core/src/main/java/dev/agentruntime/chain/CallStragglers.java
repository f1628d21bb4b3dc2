package dev.agentruntime.chain;

import dev.agentruntime.scope.AbandonedTask;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Work of a call that ignored its interrupt and was left behind. Who holds a permit for a call
 * gives it back through {@link #whenSettled}: then the permit is kept until the work has really
 * ended, and a limit on concurrency stays one.
 *
 * <p>Stateless; each method is for the thread running the call.
 */
public final class CallStragglers {
  private CallStragglers() {}

  /**
   * Puts work on the call's and the run's record.
   *
   * @param call the call the work was done for
   * @param task the record of the work
   */
  public static void add(ToolCall call, AbandonedTask task) {
    call.state.notes().leftBehind(task);
    call.run().abandoned(task.thread().getName());
  }

  /**
   * Whether work of this call was left behind and has not ended.
   *
   * @param call the call
   * @return true if something further in still runs, or ran when it was left behind
   */
  public static boolean any(ToolCall call) {
    return leftBehind(call) != null;
  }

  /**
   * How much work of this call was left behind so far, whether it has ended by now or not: a mark
   * for {@link #whenSettled(ToolCall, int, Runnable)}.
   *
   * @param call the call
   * @return the number of pieces of work
   */
  public static int count(ToolCall call) {
    List<AbandonedTask> left = leftBehind(call);
    return left == null ? 0 : left.size();
  }

  /**
   * Does something as soon as nothing of the call runs any more that was started by links further
   * in.
   *
   * @param call a call whose inner links have returned
   * @param action runs once: at once on this thread, or on the thread of the last straggler when
   *     that ends. Short; must not throw
   */
  public static void whenSettled(ToolCall call, Runnable action) {
    whenSettled(call, 0, action);
  }

  /**
   * Does something as soon as nothing of one attempt runs any more that was started by links
   * further in. For who holds a permit per attempt: what earlier attempts left behind has permits
   * of its own.
   *
   * @param call a call whose inner links have returned
   * @param mark what {@link #count} said before they were called
   * @param action runs once: at once on this thread, or on the thread of the last straggler when
   *     that ends. Short; must not throw
   */
  public static void whenSettled(ToolCall call, int mark, Runnable action) {
    List<AbandonedTask> left = leftBehind(call);
    if (left == null || left.size() <= mark) {
      action.run();
      return;
    }
    List<AbandonedTask> tasks = List.copyOf(left.subList(mark, left.size()));
    AtomicInteger running = new AtomicInteger(tasks.size());
    for (AbandonedTask task : tasks) {
      task.onEnd(
          () -> {
            if (running.decrementAndGet() == 0) {
              action.run();
            }
          });
    }
  }

  private static @Nullable List<AbandonedTask> leftBehind(ToolCall call) {
    CallNotes notes = call.state.notesOrNull();
    return notes == null ? null : notes.leftBehind();
  }
}
