package dev.agentruntime.chain;

import dev.agentruntime.scope.AbandonedTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be noted of a call beyond its way through the chain; made only when something is,
 * since there is nothing to note of most calls. Owner thread only.
 */
final class CallNotes {
  /** What links further in had to leave behind; null for nearly every call. */
  private @Nullable List<AbandonedTask> leftBehind;

  /** What layers decided about the call; null for most calls. */
  private @Nullable List<Decision> decisions;

  /** How many of the decisions a fork took over from the call it was forked from. */
  private int inheritedDecisions;

  /** What last came out of a link by exception; null for nearly every call. */
  private @Nullable Failure failure;

  void leftBehind(AbandonedTask task) {
    List<AbandonedTask> known = leftBehind;
    if (known == null) {
      known = new ArrayList<>(1);
      leftBehind = known;
    }
    known.add(task);
  }

  @Nullable List<AbandonedTask> leftBehind() {
    return leftBehind;
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

  /** The first link an exception comes out of, the innermost, is the one that is named. */
  void failed(Throwable thrown, String link) {
    failureOf(thrown, link);
  }

  Incident incident(Throwable thrown, RunFrame run) {
    return failureOf(thrown, "unknown").incident(run);
  }

  private Failure failureOf(Throwable thrown, String link) {
    Failure known = failure;
    if (known == null || !known.isAbout(thrown)) {
      known = new Failure(thrown, link);
      failure = known;
    }
    return known;
  }

  CallNotes fork() {
    CallNotes fork = new CallNotes();
    fork.leftBehind = leftBehind == null ? null : new ArrayList<>(leftBehind);
    if (decisions != null) {
      fork.decisions = new ArrayList<>(decisions);
      fork.inheritedDecisions = decisions.size();
    }
    return fork;
  }

  /** Adds a fork's own decisions, so that none made here in the meantime is lost. */
  void absorb(CallNotes fork) {
    leftBehind = fork.leftBehind;
    failure = fork.failure;
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
