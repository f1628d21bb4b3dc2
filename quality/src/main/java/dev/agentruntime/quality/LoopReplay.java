package dev.agentruntime.quality;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;

/**
 * Plays recorded runs through a real runtime whose only layer is loop detection as it comes: a
 * model that asks for the recorded calls, tools that give the recorded results. A refused call has
 * no result; the next one is asked for all the same, since nobody knows what the model would have
 * done.
 */
final class LoopReplay {
  /** What is to be made of results that were not recorded. */
  enum Unrecorded {
    /** Each is unlike any other. */
    DIFFER,
    /** All are the same, so that arguments alone are compared. */
    ARE_THE_SAME
  }

  private final Unrecorded unrecorded;

  LoopReplay(Unrecorded unrecorded) {
    this.unrecorded = unrecorded;
  }

  LoopFate play(LoopTrace trace) {
    LoopFate fate = LoopFate.UNTOUCHED;
    for (List<LoopStep> run : trace.runs()) {
      if (!run.isEmpty()) {
        fate = fate.and(play(run));
      }
    }
    return fate;
  }

  private LoopFate play(List<LoopStep> steps) {
    TraceModel model = new TraceModel(steps);
    Watcher watcher = new Watcher();
    int enough = steps.size() + 1;
    AgentTool[] tools =
        steps.stream()
            .map(LoopStep::tool)
            .distinct()
            .map(name -> tool(name, model))
            .toArray(AgentTool[]::new);
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .tools((Object[]) tools)
            .middleware(LoopDetection.standard())
            .limits(
                RunLimits.defaults()
                    .withModelCalls(enough)
                    .withToolCalls(enough)
                    .withCallsPerTool(enough))
            .listener(watcher)
            .build()) {
      RunResult result = runtime.agent("replay").build().run("go");
      return new LoopFate(watcher.warned, watcher.blocked, isStopped(result));
    }
  }

  /** A replay that ends in any other way than these two has measured nothing. */
  private static boolean isStopped(RunResult result) {
    return switch (result) {
      case RunResult.Completed _ -> false;
      case RunResult.Stopped stopped when stopped.detail().startsWith(LoopDetection.NAME) -> true;
      case RunResult.Stopped _, RunResult.Suspended _, RunResult.Cancelled _, RunResult.Failed _ ->
          throw new IllegalStateException("a replay must run to its end, was " + result);
    };
  }

  private AgentTool tool(String name, TraceModel model) {
    return AgentTool.of(
        ToolSpecification.builder().name(name).build(),
        ToolTraits.of(ToolTrait.INTERRUPTIBLE),
        call -> result(model));
  }

  private ToolOutcome result(TraceModel model) {
    LoopStep step = model.current();
    String text = step.result();
    if (text == null) {
      text = unrecorded == Unrecorded.DIFFER ? "unrecorded " + model.asked() : "unrecorded";
    }
    return step.error() ? ToolOutcome.toolError(text) : ToolOutcome.success(text);
  }

  /** Written by the run's thread, read when it has ended. */
  private static final class Watcher implements RunListener {
    private volatile boolean warned;
    private volatile boolean blocked;

    @Override
    public void onEvent(RunEvent event) {
      if (event instanceof RunEvent.LayerDecided decided) {
        warned |= decided.code().equals(LoopDetection.WARNED);
      }
      if (event instanceof RunEvent.ToolCallEnded ended) {
        blocked |= ended.outcome() instanceof ToolOutcome.Blocked;
      }
    }
  }
}
