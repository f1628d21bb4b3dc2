package dev.agentruntime.middleware.loop;

import dev.agentruntime.chain.Forecast;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/** Asks the window of a call's run before and after the call. Stateless. */
final class LoopLink implements ToolMiddleware, Preview {
  private final Slot<LoopWindow> windows;
  private final LoopRules rules;
  private final LoopKey key;
  private final Pace pace;

  LoopLink(Slot<LoopWindow> windows, LoopRules rules, LoopKey key, Pace pace) {
    this.windows = windows;
    this.rules = rules;
    this.key = key;
    this.pace = pace;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    LoopWindow window = windows.get(call);
    CallPrint print = key.printOf(call.tool().name(), call.arguments());
    long began = pace.polled() ? call.run().time().nanoTime() : 0;
    Refusal refusal = window.beforeCall(print, call.turn(), pace, began);
    if (refusal != null) {
      return refused(call, refusal);
    }
    ToolOutcome outcome = next.handle(call);
    Occurrence occurrence = occurrence(print, outcome, call.turn(), began);
    if (occurrence == null) {
      return outcome;
    }
    Repetition repetition = window.afterCall(occurrence, pace);
    return repetition == null ? outcome : warned(call, repetition, outcome);
  }

  @Override
  public Forecast of(ToolCall call) {
    LoopWindow window = windows.getOrNull(call);
    if (window == null) {
      return new Forecast.Passes();
    }
    CallPrint print = key.printOf(call.tool().name(), call.arguments());
    long now = pace.polled() ? call.run().time().nanoTime() : 0;
    Repetition found = window.peek(print, call.turn(), pace, now);
    return found == null ? new Forecast.Passes() : new Forecast.Refuses(blocked(found));
  }

  /**
   * Only what a tool said or failed to say is a result. Of failures that only an incident's number
   * tells apart, the kind counts.
   */
  private static @Nullable Occurrence occurrence(
      CallPrint call, ToolOutcome outcome, int turn, long began) {
    return switch (outcome) {
      case ToolOutcome.Success(String text) ->
          new Occurrence(call, Occurrence.SUCCESS, text, turn, began);
      case ToolOutcome.ToolError(String message) ->
          new Occurrence(call, outcome.code(), message, turn, began);
      case ToolOutcome.InfrastructureError _, ToolOutcome.TimedOut _ ->
          new Occurrence(call, outcome.code(), "", turn, began);
      case ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          null;
    };
  }

  private ToolOutcome refused(ToolCall call, Refusal refusal) {
    Repetition repetition = refusal.repetition();
    if (refusal.ends()) {
      String detail =
          "limit of "
              + rules.stopAfter()
              + " blocked calls, call number "
              + refusal.blocked()
              + " was one of '"
              + call.tool().name()
              + "' ("
              + repetition.kind().code()
              + ")";
      call.decided(LoopDetection.NAME, LoopDetection.STOPPED, detail);
      call.run().stopAfterTurn(LoopDetection.NAME, detail);
    }
    return blocked(repetition);
  }

  private static ToolOutcome blocked(Repetition repetition) {
    return new ToolOutcome.Blocked(
        LoopDetection.NAME,
        repetition.kind().code(),
        repetition.kind().refusal(repetition.times()),
        null);
  }

  private static ToolOutcome warned(ToolCall call, Repetition repetition, ToolOutcome outcome) {
    LoopKind kind = repetition.kind();
    call.decided(LoopDetection.NAME, LoopDetection.WARNED, kind.code() + ", " + repetition.times());
    String note = kind.warning(repetition.times());
    return switch (outcome) {
      case ToolOutcome.Success _ -> ToolOutcome.success(outcome.textForModel() + "\n" + note);
      case ToolOutcome.ToolError _ -> ToolOutcome.toolError(outcome.textForModel() + "\n" + note);
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          outcome;
    };
  }
}
