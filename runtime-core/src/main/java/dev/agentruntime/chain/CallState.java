package dev.agentruntime.chain;

import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.tool.ToolArguments;
import java.util.ArrayList;
import java.util.List;
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

  /** What links further in had to leave behind; null for nearly every call. */
  @Nullable List<AbandonedTask> leftBehind;

  private @Nullable StateBox box;

  /** What last came out of a link by exception; null for nearly every call. */
  private @Nullable Failure failure;

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

  /**
   * Takes note of an exception at each door it passes on its way out; the first one, the innermost,
   * names the link.
   */
  void failed(Throwable thrown, String link) {
    boolean nothingToName =
        thrown instanceof InterruptedException || thrown instanceof OutOfMemoryError;
    if (!nothingToName && (failure == null || !failure.isAbout(thrown))) {
      failure = new Failure(thrown, link);
    }
  }

  /** Names an exception, once. */
  Incident incident(Throwable thrown) {
    Failure known = failure;
    if (known == null || !known.isAbout(thrown)) {
      known = new Failure(thrown, "unknown");
      failure = known;
    }
    return known.incident(run);
  }

  CallState fork() {
    CallState fork = new CallState(run, chain, identity, null);
    fork.closedDoors = closedDoors;
    fork.returned = returned;
    fork.arguments = arguments;
    fork.leftBehind = leftBehind == null ? null : new ArrayList<>(leftBehind);
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
    leftBehind = fork.leftBehind;
    closedDoors |= fork.closedDoors;
    returned |= fork.returned;
    failure = fork.failure;
  }

  private static final class Failure {
    private final Throwable thrown;
    private final String link;
    private @Nullable Incident incident;

    Failure(Throwable thrown, String link) {
      this.thrown = thrown;
      this.link = thrown instanceof MiddlewareContractException broken ? broken.link() : link;
    }

    @SuppressWarnings("ReferenceEquality") // this very exception, whatever its equals says
    boolean isAbout(Throwable other) {
      return thrown == other;
    }

    Incident incident(RunFrame run) {
      Incident known = incident;
      if (known == null) {
        known = new Incident(run.newIncidentId(), link);
        incident = known;
      }
      return known;
    }
  }
}
