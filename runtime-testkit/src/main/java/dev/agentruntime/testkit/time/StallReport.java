package dev.agentruntime.testkit.time;

import dev.agentruntime.testkit.time.Participant.Status;
import java.time.Duration;
import java.util.List;

/** Says why time stands still. */
final class StallReport {
  private StallReport() {}

  static String of(Timeline timeline, Duration bound, boolean manual) {
    List<Participant> running = timeline.all(participant -> participant.status == Status.RUNNING);
    List<Participant> parked = timeline.all(participant -> participant.status == Status.PARKED);
    StringBuilder text =
        new StringBuilder("virtual time stood still for ").append(bound).append(" of real time: ");
    if (!running.isEmpty()) {
      text.append("these threads count as running and neither parked nor ended");
      text.append(ThreadStacks.describe(running, timeline.nowNanos()));
      if (!parked.isEmpty()) {
        text.append("\nand these wait").append(ThreadStacks.describe(parked, timeline.nowNanos()));
      }
    } else if (manual) {
      text.append("every thread is parked, so none can call advance()");
      text.append(ThreadStacks.describe(parked, timeline.nowNanos()));
    } else {
      text.append("every thread is parked and none has a deadline");
      text.append(ThreadStacks.describe(parked, timeline.nowNanos()));
    }
    return text.toString();
  }
}
