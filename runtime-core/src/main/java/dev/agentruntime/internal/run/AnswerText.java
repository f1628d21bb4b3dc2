package dev.agentruntime.internal.run;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.EventsInterruptedException;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.stream.ModelDelta;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Picks the answer's text out of a run's events. Confined to one thread. */
final class AnswerText extends WaitingIterator<String> {
  private final AgentRun run;
  private final Supplier<@Nullable RunEvent> events;

  /** Whether the last turn so far has streamed text. */
  private boolean spoken;

  AnswerText(AgentRun run, Supplier<@Nullable RunEvent> events) {
    this.run = run;
    this.events = events;
  }

  @Override
  @Nullable String await() {
    for (RunEvent event = events.get(); event != null; event = events.get()) {
      if (event instanceof RunEvent.ModelTurnStarted) {
        spoken = false;
      } else if (event
          instanceof RunEvent.ModelStreamed(var _, int _, ModelDelta.Text(String text))) {
        spoken = true;
        return text;
      }
    }
    if (spoken || !run.isDone()) {
      return null;
    }
    spoken = true;
    return unspoken();
  }

  private @Nullable String unspoken() {
    try {
      return run.result() instanceof RunResult.Completed completed ? completed.text() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventsInterruptedException(run.runId(), e);
    }
  }
}
