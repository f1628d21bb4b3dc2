package dev.agentruntime.chain;

import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.Watchdog;
import org.jspecify.annotations.Nullable;

/**
 * Time limits on the thread of a call, for links that keep one. While a limit is armed, {@link
 * ToolCall#deadline()} says it, and a limit armed further in is nested in it, so that the two can
 * share the thread's one interrupt bit.
 *
 * <pre>{@code
 * TimeLimit outer = CallLimits.current(call);
 * TimeLimit limit = CallLimits.arm(call, watchdog, deadlineNanos);
 * try {
 *   next.handle(call);
 * } finally {
 *   fired = CallLimits.end(call, limit, outer);
 * }
 * }</pre>
 *
 * <p>Allocates nothing but the limit. Stateless; each method is for the thread running the call.
 */
public final class CallLimits {
  private CallLimits() {}

  /**
   * The limit a call is under on its thread.
   *
   * @param call the call
   * @return the innermost limit armed for it, or null if there is none
   */
  public static @Nullable TimeLimit current(ToolCall call) {
    return call.state.limit;
  }

  /**
   * Limits what is further in: the thread is interrupted at the deadline unless the limit is ended
   * before.
   *
   * @param call the call
   * @param watchdog keeps the limit
   * @param deadlineNanos when, on the scale of the watchdog's clock; not later than {@link
   *     ToolCall#deadline()}
   * @return the armed limit
   */
  public static TimeLimit arm(ToolCall call, Watchdog watchdog, long deadlineNanos) {
    CallState state = call.state;
    TimeLimit outer = state.limit;
    TimeLimit limit =
        outer == null ? watchdog.arm(deadlineNanos) : watchdog.armWithin(outer, deadlineNanos);
    state.limit = limit;
    return limit;
  }

  /**
   * Ends a limit. If it has fired, the thread's interrupt bit is cleared, unless the limit around
   * it has fired as well.
   *
   * @param call the call
   * @param limit what {@link #arm} returned
   * @param outer what {@link #current} returned before
   * @return whether the limit has fired
   */
  public static boolean end(ToolCall call, TimeLimit limit, @Nullable TimeLimit outer) {
    call.state.limit = outer;
    return limit.end();
  }
}
