package dev.agentruntime.testkit.event;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunEvent.CallRef;
import dev.agentruntime.event.RunEvent.ContextContributed;
import dev.agentruntime.event.RunEvent.LayerDecided;
import dev.agentruntime.event.RunEvent.ModelLayerDecided;
import dev.agentruntime.event.RunEvent.ModelStreamed;
import dev.agentruntime.event.RunEvent.ModelTurnEnded;
import dev.agentruntime.event.RunEvent.ModelTurnStarted;
import dev.agentruntime.event.RunEvent.ProgressReported;
import dev.agentruntime.event.RunEvent.RunEnded;
import dev.agentruntime.event.RunEvent.RunStarted;
import dev.agentruntime.event.RunEvent.SessionRepaired;
import dev.agentruntime.event.RunEvent.ToolAttemptEnded;
import dev.agentruntime.event.RunEvent.ToolAttemptStarted;
import dev.agentruntime.event.RunEvent.ToolCallEnded;
import dev.agentruntime.event.RunEvent.ToolCallStarted;
import dev.agentruntime.event.RunEvent.WorkAbandoned;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one run and notes where they break the grammar. Confined to one thread.
 *
 * <p>Work that was abandoned, and is on record as such, is let off: its attempt may end late or
 * never, since its thread went on by itself.
 */
final class Nesting {
  private enum Phase {
    NOT_STARTED,
    STARTED,
    SUSPENDED,
    ENDED
  }

  private static final class Call {
    final CallRef ref;
    boolean ended;

    /** Its outcome was that it waits, so it may begin again. */
    boolean waits;

    int lastAttempt;
    boolean attemptOpen;

    Call(CallRef ref) {
      this.ref = ref;
    }
  }

  private final String runId;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Call> calls = new LinkedHashMap<>();
  private Phase phase = Phase.NOT_STARTED;
  private int turn;
  private boolean turnOpen;
  private int callsAskedFor;
  private int abandoned;

  private Nesting(String runId) {
    this.runId = runId;
  }

  /** Every fault of every run in these events. */
  static List<String> faults(List<RunEvent> events) {
    Map<String, Nesting> runs = new LinkedHashMap<>();
    for (RunEvent event : events) {
      runs.computeIfAbsent(event.origin().runId(), Nesting::new).read(event);
    }
    List<String> faults = new ArrayList<>();
    for (Nesting run : runs.values()) {
      run.finish();
      faults.addAll(run.faults);
    }
    return faults;
  }

  private void fault(String what) {
    faults.add("run " + runId + ": " + what);
  }

  private void read(RunEvent event) {
    checkWithinRun(event);
    switch (event) {
      case RunStarted _ -> runStarted();
      case ModelTurnStarted started -> turnStarted(started);
      case ModelStreamed streamed -> streamed(streamed);
      case ModelTurnEnded ended -> turnEnded(ended);
      case ToolCallStarted started -> callStarted(started.call());
      case ToolAttemptStarted started -> attemptStarted(started);
      case ToolAttemptEnded ended -> attemptEnded(ended);
      case ToolCallEnded ended ->
          callEnded(ended.call(), ended.outcome() instanceof ToolOutcome.Suspended);
      case LayerDecided decided -> layerDecided(decided);
      case ModelLayerDecided decided -> modelLayerDecided(decided);
      case ProgressReported _, SessionRepaired _, ContextContributed _ -> {}
      case WorkAbandoned _ -> abandoned++;
      case RunEnded ended -> runEnded(ended);
    }
  }

  private void checkWithinRun(RunEvent event) {
    String name = event.getClass().getSimpleName();
    if (phase == Phase.NOT_STARTED && !(event instanceof RunStarted)) {
      fault(name + " before RunStarted");
    }
    boolean leftBehind = abandoned > 0 && comesFromTools(event);
    if (phase == Phase.SUSPENDED && !(event instanceof RunStarted) && !leftBehind) {
      fault(name + " while the run was suspended");
    }
    if (phase == Phase.ENDED && !leftBehind) {
      fault(name + " after RunEnded");
    }
  }

  /** What work may still emit that was left behind. */
  private static boolean comesFromTools(RunEvent event) {
    return switch (event) {
      case ToolAttemptStarted _,
          ToolAttemptEnded _,
          LayerDecided _,
          ProgressReported _,
          ModelStreamed _ ->
          true;
      default -> false;
    };
  }

  private void runStarted() {
    if (phase == Phase.STARTED) {
      fault("RunStarted twice");
    }
    phase = Phase.STARTED;
  }

  private void modelLayerDecided(ModelLayerDecided decided) {
    if (!turnOpen || decided.turn() != turn) {
      fault(
          "layer "
              + decided.layer()
              + " decided "
              + decided.code()
              + " in turn "
              + decided.turn()
              + ", which was not open");
    }
  }

  private void turnStarted(ModelTurnStarted started) {
    if (turnOpen) {
      fault("turn " + started.turn() + " started while turn " + turn + " was open");
    }
    for (Call call : calls.values()) {
      if (!call.ended) {
        fault(
            "turn "
                + started.turn()
                + " started while call "
                + call.ref.callId()
                + " had no outcome");
      }
    }
    if (started.turn() != turn + 1) {
      fault("turn " + started.turn() + " started after turn " + turn);
    }
    turn = started.turn();
    turnOpen = true;
    callsAskedFor = 0;
  }

  private void streamed(ModelStreamed streamed) {
    if ((!turnOpen || streamed.turn() != turn) && abandoned == 0) {
      fault("turn " + streamed.turn() + " was streamed but was not open");
    }
  }

  private void turnEnded(ModelTurnEnded ended) {
    if (!turnOpen || ended.turn() != turn) {
      fault("turn " + ended.turn() + " ended but was not open");
    }
    turnOpen = false;
    callsAskedFor = ended.toolCalls();
  }

  private void callStarted(CallRef ref) {
    String call = "call " + ref.callId();
    Call waiting = calls.get(ref.callId());
    if (waiting != null && waiting.waits && waiting.ref.equals(ref)) {
      waiting.ended = false;
      waiting.waits = false;
      waiting.lastAttempt = 0; // a sub-agent waited inside its attempt, which begins again
      return;
    }
    if (turnOpen) {
      fault(call + " started while turn " + turn + " was open");
    }
    if (ref.turn() != turn) {
      fault(call + " started for turn " + ref.turn() + " after turn " + turn);
    }
    if (ref.position() < 0 || ref.position() >= callsAskedFor) {
      fault(call + " started at position " + ref.position() + " of " + callsAskedFor + " calls");
    }
    if (calls.values().stream()
        .anyMatch(
            other -> other.ref.turn() == ref.turn() && other.ref.position() == ref.position())) {
      fault(
          call
              + " started at position "
              + ref.position()
              + " of turn "
              + ref.turn()
              + ", which another call has");
    }
    if (calls.putIfAbsent(ref.callId(), new Call(ref)) != null) {
      fault(call + " started twice");
    }
  }

  /** The call an event speaks of, or null, with a fault noted, if it was not started like that. */
  private @Nullable Call started(CallRef ref, String what) {
    Call call = calls.get(ref.callId());
    if (call == null) {
      fault(what + " but call " + ref.callId() + " was not started");
    } else if (!call.ref.equals(ref)) {
      fault(what + " speaks of " + ref + ", but that call was started as " + call.ref);
    }
    return call;
  }

  private void attemptStarted(ToolAttemptStarted started) {
    String what =
        "attempt " + started.attempt() + " of call " + started.call().callId() + " started";
    Call call = started(started.call(), what);
    if (call == null) {
      return;
    }
    if (call.ended && abandoned == 0) {
      fault(what + " after the call's outcome");
    }
    if (call.attemptOpen && abandoned == 0) {
      fault(what + " while attempt " + call.lastAttempt + " was open");
    }
    if (started.attempt() <= call.lastAttempt) {
      fault(what + " after attempt " + call.lastAttempt);
    }
    call.lastAttempt = started.attempt();
    call.attemptOpen = true;
  }

  private void attemptEnded(ToolAttemptEnded ended) {
    String what = "attempt " + ended.attempt() + " of call " + ended.call().callId() + " ended";
    Call call = started(ended.call(), what);
    if (call == null) {
      return;
    }
    if (call.attemptOpen && ended.attempt() == call.lastAttempt) {
      call.attemptOpen = false;
    } else if (abandoned == 0) {
      fault(what + " but was not open");
    }
    if (call.ended && abandoned == 0) {
      fault(what + " after the call's outcome");
    }
  }

  private void callEnded(CallRef ref, boolean waits) {
    Call call = started(ref, "call " + ref.callId() + " ended");
    if (call == null) {
      return;
    }
    if (call.ended) {
      fault("call " + ref.callId() + " got a second outcome");
    }
    call.ended = true;
    call.waits = waits;
  }

  private void layerDecided(LayerDecided decided) {
    String what = "layer '" + decided.layer() + "' decided " + decided.code();
    Call call = started(decided.call(), what);
    if (call != null && call.ended && abandoned == 0) {
      fault(what + " after the outcome of call " + decided.call().callId());
    }
  }

  private void runEnded(RunEnded ended) {
    if (turnOpen) {
      fault("RunEnded while turn " + turn + " was open");
    }
    phase = ended.result().equals("suspended") ? Phase.SUSPENDED : Phase.ENDED;
  }

  private void finish() {
    int open = 0;
    for (Call call : calls.values()) {
      if (!call.ended) {
        fault("call " + call.ref.callId() + " of tool '" + call.ref.tool() + "' has no outcome");
      }
      open += call.attemptOpen ? 1 : 0;
    }
    if (open > abandoned) {
      fault(open + " attempts never ended, but " + abandoned + " were abandoned on record");
    }
    if (phase != Phase.ENDED && phase != Phase.SUSPENDED) {
      fault("has no RunEnded");
    }
  }
}
