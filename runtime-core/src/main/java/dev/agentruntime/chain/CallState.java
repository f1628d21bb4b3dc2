package dev.agentruntime.chain;

import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.tool.ToolArguments;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all views of one logical call share: its identity and how far it has come in its chain.
 * Owner thread only; {@link ToolCall#fork()} makes one for another thread.
 */
final class CallState {
  private static final @Nullable Object[] NOTHING = new Object[0];

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

  /** What links keep for the call, by {@link Slot}. No box: one thread needs no lock. */
  private @Nullable Object[] kept = NOTHING;

  private @Nullable CallNotes notes;

  CallState(RunFrame run, ToolChain chain, ToolChain.Identity identity, @Nullable Thread owner) {
    this.run = run;
    this.chain = chain;
    this.identity = identity;
    this.owner = owner;
  }

  Object kept(int index, Supplier<?> initial) {
    Object known = keptOrNull(index);
    return known != null ? known : keep(index, initial);
  }

  /** For readers: does not make any. */
  @Nullable Object keptOrNull(int index) {
    return index < kept.length ? kept[index] : null;
  }

  private Object keep(int index, Supplier<?> initial) {
    Object value = StateBox.made(index, initial);
    if (index >= kept.length) {
      kept = Arrays.copyOf(kept, Math.max(index + 1, kept.length * 2));
    }
    kept[index] = value;
    return value;
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
    fork.kept = kept.clone();
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
    kept = fork.kept;
    closedDoors |= fork.closedDoors;
    returned |= fork.returned;
    if (fork.notes != null) {
      notes().absorb(fork.notes);
    }
  }
}
