package dev.agentruntime.middleware.taint;

import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.middleware.redact.ModelView;
import org.jspecify.annotations.Nullable;

/** Where a layer keeps what it knows of runs, and what is asked of a run and those around it. */
final class TaintSlots {
  private final Slot<RunTaint> runs;
  private final @Nullable ModelView view;

  TaintSlots(LayerBinding binding, Labels labels, @Nullable ModelView view) {
    this.view = view;
    Slot<SessionTaint> sessions = binding.shared(StateScope.SESSION, "exposed", SessionTaint::new);
    this.runs = binding.shared(StateScope.RUN, "taint", () -> new RunTaint(labels, sessions));
  }

  RunTaint of(RunFrame run) {
    return runs.get(run);
  }

  /** Whether anybody untrusted has had a word in what led to a call. */
  boolean isUntrusted(ToolCall call) {
    RunFrame at = call.run();
    int turn = call.turn();
    while (!of(at).isUntrusted(at, turn)) {
      RunFrame outer = at.enclosing();
      if (outer == null) {
        return at.isInner(); // what a run of another runtime has read is not known
      }
      at = outer;
      turn = 0;
    }
    return true;
  }

  /** Whether anything confidential has been told to a call's run or one around it. */
  boolean isConfidential(ToolCall call) {
    RunFrame at = call.run();
    int turn = call.turn();
    while (!of(at).isConfidential(at, turn)) {
      RunFrame outer = at.enclosing();
      if (outer == null) {
        return at.isInner(); // what a run of another runtime has seen is not known
      }
      at = outer;
      turn = 0;
    }
    return true;
  }

  /** What a tool told within a run can reach the runs around it. */
  void sawConfidential(RunFrame run) {
    for (@Nullable RunFrame at = run.enclosing(); at != null; at = at.enclosing()) {
      of(at).sawConfidential(at);
    }
  }

  /** Whether trusted people said a value, to this run or one around it. */
  boolean knows(RunFrame run, Values.Value value, boolean whole) {
    for (@Nullable RunFrame at = run; at != null; at = at.enclosing()) {
      if (of(at).knows(at, value, whole, view)) {
        return true;
      }
    }
    return false;
  }
}
