package dev.agentruntime.internal.run;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.run.RunCheckpoint;
import dev.agentruntime.run.RunResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run goes on from: the checkpoint, and the run that was suspended, which still has what its
 * layers keep. Immutable.
 */
record Resumption(RunState earlier, RunCheckpoint checkpoint) {

  /** Takes a suspended run to go on with; once. */
  static Resumption claim(AgentDefinition agent, RunResult.Suspended suspended) {
    RunCheckpoint checkpoint = suspended.checkpoint();
    if (!(suspended.summary() instanceof RunState earlier)
        || !earlier.core().equals(agent.core())) {
      throw new IllegalArgumentException(
          "run " + checkpoint.runId() + " cannot be resumed by another runtime than its own");
    }
    if (!checkpoint.agent().equals(agent.name())) {
      throw new IllegalArgumentException(
          "run "
              + checkpoint.runId()
              + " is of agent '"
              + checkpoint.agent()
              + "' and cannot be resumed by agent '"
              + agent.name()
              + "'");
    }
    if (!earlier.claimResumption()) {
      throw new IllegalStateException(
          "run " + checkpoint.runId() + " has been resumed already and goes on only once");
    }
    return new Resumption(earlier, checkpoint);
  }

  /** Inside a tool it is part of the run that tool works for, as a run that begins there is. */
  @Nullable RunContext around() {
    RunContext current = CurrentRun.orNull();
    return current == null ? earlier.parent() : current;
  }

  /** A run that is the earlier one, going on. */
  RunState newRun(AgentDefinition agent) {
    return new RunState(agent, earlier.options().toBuilder().timeout(timeLeft()).build(), this);
  }

  /** A limit must be more than zero; a run without time left ends at once all the same. */
  private Duration timeLeft() {
    return checkpoint.timeLeft().isZero() ? Duration.ofNanos(1) : checkpoint.timeLeft();
  }

  /** Puts the conversation and the counts back. */
  void restore(RunState run) {
    SessionHistory session = run.session();
    SessionHistory before = earlier.session();
    if (session != null && before != null) {
      session.goOnFrom(before);
    } else {
      run.history().addAll(checkpoint.messages());
    }
    run.said(earlier.lastText());
    run.restore(checkpoint.counts(), earlier.stopRequest());
  }
}
