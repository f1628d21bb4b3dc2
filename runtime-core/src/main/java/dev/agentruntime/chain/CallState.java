package dev.agentruntime.chain;

import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.tool.ToolArguments;
import org.jspecify.annotations.Nullable;

/**
 * What all views of one logical call share: its identity and how far it has come in its chain.
 * Owner thread only; {@link ToolCall#fork()} makes one for another thread.
 */
final class CallState {
  final RunFrame run;
  final ToolChain chain;
  final ToolChain.Identity identity;

  /**
   * One bit per door of the chain: set when it was gone through, or when its outer link has
   * returned.
   */
  long closedDoors;

  /** One bit per link that has returned; read only by doors that may be gone through again. */
  long returned;

  /** The arguments as the last door saw them. */
  @Nullable ToolArguments arguments;

  /** The thread running the call; null until a forked call reaches its first door. */
  @Nullable Thread owner;

  /** The innermost time limit armed on the owner thread; null if the call has none. */
  @Nullable TimeLimit limit;

  private @Nullable StateBox box;
  private @Nullable CallNotes notes;

  CallState(RunFrame run, ToolChain chain, ToolChain.Identity identity, @Nullable Thread owner) {
    this.run = run;
    this.chain = chain;
    this.identity = identity;
    this.owner = owner;
  }

  StateBox box() {
    StateBox known = box;
    if (known == null) {
      known = new StateBox();
      box = known;
    }
    return known;
  }

  @Nullable StateBox boxOrNull() {
    return box;
  }

  CallNotes notes() {
    CallNotes known = notes;
    if (known == null) {
      known = new CallNotes();
      notes = known;
    }
    return known;
  }

  /** For readers: does not make any. */
  @Nullable CallNotes notesOrNull() {
    return notes;
  }

  /**
   * Takes note of an exception at each door it passes on its way out; the first one, the innermost,
   * names the link.
   */
  void failed(Throwable thrown, String link) {
    boolean nothingToName =
        thrown instanceof InterruptedException || thrown instanceof OutOfMemoryError;
    if (!nothingToName) {
      notes().failed(thrown, link);
    }
  }

  /** Names an exception, once. */
  Incident incident(Throwable thrown) {
    return notes().incident(thrown, run);
  }

  CallState fork() {
    CallState fork = new CallState(run, chain, identity, null);
    fork.closedDoors = closedDoors;
    fork.returned = returned;
    fork.arguments = arguments;
    fork.notes = notes == null ? null : notes.fork();
    fork.box = box == null ? null : box.copy();
    return fork;
  }

  /**
   * Takes over what a forked call left behind. Only after its thread has ended. The doors it went
   * through count as gone through, so that forking is no way around proceeding once.
   */
  void absorb(CallState fork) {
    if (fork.chain != chain || !fork.identity.equals(identity)) {
      throw new IllegalArgumentException(
          "call " + identity.callId() + " cannot absorb a fork of call " + fork.identity.callId());
    }
    box = fork.box;
    closedDoors |= fork.closedDoors;
    returned |= fork.returned;
    if (fork.notes != null) {
      notes().absorb(fork.notes);
    }
  }
}
