package dev.agentruntime.testkit.time;

import java.time.Duration;
import java.util.List;

/** Puts threads into words for failure messages. */
final class ThreadStacks {
  /** Enough to see where a thread waits and who called it. */
  private static final int FRAMES = 25;

  private ThreadStacks() {}

  /** One paragraph per thread, each on a line of its own, with a stack. */
  static String describe(List<Participant> participants, long nowNanos) {
    StringBuilder text = new StringBuilder();
    for (Participant participant : participants) {
      Thread thread = participant.thread;
      text.append("\n  '")
          .append(thread.getName())
          .append("' ")
          .append(doing(participant, nowNanos));
      StackTraceElement[] stack = thread.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
        text.append("\n      at ").append(stack[i]);
      }
      if (stack.length > FRAMES) {
        text.append("\n      ... ").append(stack.length - FRAMES).append(" more");
      }
    }
    return text.toString();
  }

  private static String doing(Participant participant, long nowNanos) {
    return switch (participant.status) {
      case OUTSIDE -> "takes no part yet";
      case RUNNING -> "counts as running (in truth " + participant.thread.getState() + ")";
      case PARKED ->
          participant.timed
              ? "parked for another " + Duration.ofNanos(participant.wakeUpNanos - nowNanos)
              : "parked without a deadline";
    };
  }
}
