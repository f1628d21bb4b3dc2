package dev.agentruntime.examples.triage;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells what happens while it happens, and draws it afterwards. Safe for use by many threads. */
final class Timeline implements RunListener {
  private static final int WIDTH = 40;

  private final Consumer<String> out;
  private final List<Bar> bars = new ArrayList<>();
  private Instant start = Instant.EPOCH;

  Timeline(Consumer<String> out) {
    this.out = out;
  }

  /** Something that took time; times are from the run's start. */
  private record Bar(String what, Duration from, Duration took, String outcome) {
    Duration to() {
      return from.plus(took);
    }
  }

  @Override
  public synchronized void onEvent(RunEvent event) {
    switch (event) {
      case RunEvent.RunStarted begun -> start = begun.origin().at();
      case RunEvent.ModelTurnEnded turn -> {
        String outcome =
            turn.toolCalls() > 0 ? "asks for " + turn.toolCalls() + " tool calls" : turn.outcome();
        add(event, "model turn " + turn.turn(), turn.took(), outcome);
      }
      case RunEvent.ToolCallStarted call -> say(event, "  … " + call.call().tool());
      case RunEvent.ToolCallEnded call ->
          add(event, "  " + call.call().tool(), call.took(), call.outcome().code());
      case RunEvent.WorkAbandoned left -> say(event, "  left behind: " + left.what());
      case RunEvent.RunEnded end -> say(event, "run " + end.result() + " " + end.detail());
      case RunEvent.ContextContributed context ->
          add(event, "context " + context.source(), context.took(), context.outcome());
      case RunEvent.ModelTurnStarted _,
          RunEvent.ModelStreamed _,
          RunEvent.SessionRepaired _,
          RunEvent.ToolAttemptStarted _,
          RunEvent.ToolAttemptEnded _,
          RunEvent.LayerDecided _,
          RunEvent.ModelLayerDecided _,
          RunEvent.ProgressReported _ -> {}
    }
  }

  private void add(RunEvent event, String what, Duration took, String outcome) {
    Bar bar = new Bar(what, since(event).minus(took), took, outcome);
    bars.add(bar);
    say(event, String.format(Locale.ROOT, "%-24s %6.2f s  %s", what, seconds(took), outcome));
  }

  private void say(RunEvent event, String what) {
    out.accept(String.format(Locale.ROOT, "%7.2f s  %s", seconds(since(event)), what));
  }

  private Duration since(RunEvent event) {
    return Duration.between(start, event.origin().at());
  }

  /** One line for each model turn and tool call, with a bar where it lies in the run. */
  synchronized List<String> drawn() {
    Duration end = bars.stream().map(Bar::to).max(Duration::compareTo).orElse(Duration.ZERO);
    double perColumn = Math.max(seconds(end), 0.001) / WIDTH;
    List<String> lines = new ArrayList<>();
    for (Bar bar : bars.stream().sorted(Comparator.comparing(Bar::from)).toList()) {
      int from = Math.clamp((long) (seconds(bar.from()) / perColumn), 0, WIDTH - 1);
      int to = Math.clamp((long) (seconds(bar.to()) / perColumn), from, WIDTH - 1);
      String drawing = " ".repeat(from) + "#".repeat(to - from + 1) + " ".repeat(WIDTH - 1 - to);
      lines.add(
          String.format(
              Locale.ROOT,
              "%7.2f s |%s| %-24s %6.2f s  %s",
              seconds(bar.from()),
              drawing,
              bar.what(),
              seconds(bar.took()),
              bar.outcome()));
    }
    return lines;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
