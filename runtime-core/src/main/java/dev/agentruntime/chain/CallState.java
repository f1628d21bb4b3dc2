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

  /** What layers decided about the call; null for most calls. */
  private @Nullable List<Decision> decisions;

  /** How many of the decisions a fork took over from the call it was forked from. */
  private int inheritedDecisions;

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

  void decided(Decision decision) {
    List<Decision> known = decisions;
    if (known == null) {
      known = new ArrayList<>(2);
      decisions = known;
    }
    known.add(decision);
  }

  List<Decision> decisions() {
    return decisions == null ? List.of() : List.copyOf(decisions);
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
    if (decisions != null) {
      fork.decisions = new ArrayList<>(decisions);
      fork.inheritedDecisions = decisions.size();
    }
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
    absorbDecisions(fork);
  }

  /** Adds those of the fork's own, so that none made here in the meantime is lost. */
  private void absorbDecisions(CallState fork) {
    List<Decision> theirs = fork.decisions;
    if (theirs != null) {
      for (Decision decision : theirs.subList(fork.inheritedDecisions, theirs.size())) {
        decided(decision);
      }
      fork.inheritedDecisions = theirs.size();
    }
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
