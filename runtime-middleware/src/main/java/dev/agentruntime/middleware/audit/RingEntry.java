package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Ending;
import dev.agentruntime.audit.AuditRecord.Payload;
import dev.agentruntime.chain.Decision;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.tool.ToolArguments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account of one call in memory: one object from which its records are made when somebody
 * reads. Written by the thread of the call; each step publishes what was written before it.
 */
final class RingEntry extends CallProgress {
  /** What is not there, because it was too long to keep or must not be kept. */
  private static final String NOT_KEPT = "";

  private @Nullable RingRecorder recorder;
  private @Nullable RunFacts run;
  private String callId = "";
  private String tool = "";
  private int turn;
  private int position;
  private long beganNanos;
  private String proposed = NOT_KEPT;
  private int proposedCharacters;

  /** What was proposed; until it is known whether something changed it. */
  private @Nullable ToolArguments unchanged;

  /** The final arguments if they are others than those proposed. */
  private @Nullable ToolArguments changed;

  private long tookNanos;
  private @Nullable Ending ending;
  private String result = NOT_KEPT;

  /** The size of the result; -1 for none. */
  private int resultCharacters = -1;

  private List<Decision> decisions = List.of();

  void begins(RingRecorder by, RunFacts of, ToolCall call, boolean again) {
    ToolArguments arguments = call.arguments();
    String text = arguments.text();
    recorder = by;
    run = of;
    callId = call.callId();
    tool = by.nameOf(call);
    turn = call.turn();
    position = call.position();
    if (again) {
      resumed();
    }
    proposedCharacters = text.length();
    if (by.keeps(text)) {
      proposed = text;
    }
    unchanged = arguments;
    beganNanos = by.nanoTime();
  }

  @SuppressWarnings("ReferenceEquality") // the very arguments that were proposed
  void intends(ToolArguments arguments) {
    if (arguments != unchanged) {
      changed = arguments;
    }
    unchanged = null;
    intended();
  }

  void finishes(Ending how, @Nullable String said, List<Decision> decided, long nowNanos) {
    ending = how;
    if (said != null) {
      resultCharacters = said.length();
      if (by().keeps(said)) {
        result = said;
      }
    }
    decisions = decided;
    tookNanos = nowNanos - beganNanos;
    unchanged = null;
    completed();
  }

  long beganNanos() {
    return beganNanos;
  }

  private RingRecorder by() {
    RingRecorder known = recorder;
    if (known == null) {
      throw new IllegalStateException("an entry was used before its call began");
    }
    return known;
  }

  /** The records so far; for any thread. */
  void addTo(List<AuditRecord> records) {
    boolean done = isCompleted();
    boolean intended = isIntended();
    int attempts = attempts();
    RingRecorder by = by();
    RunFacts of = run;
    if (of == null) {
      return;
    }
    AuditRecord.Call call =
        new AuditRecord.Call(of.runId(), callId, tool, turn, position, by.isEffectful());
    Instant began = by.instantAt(beganNanos);
    Payload arguments = by.arguments(proposed, proposedCharacters);
    records.add(
        isResumed()
            ? new AuditRecord.Resumed(began, call)
            : new AuditRecord.Proposed(
                began, call, of.on(), arguments, by.textDigest(proposed, proposedCharacters)));
    ToolArguments other = changed;
    Payload intent =
        other == null ? arguments : by.arguments(by.kept(other.text()), other.text().length());
    if (intended) {
      records.add(new AuditRecord.Intent(began, call, intent));
    }
    for (Decision decision : done ? decisions : List.<Decision>of()) {
      records.add(
          new AuditRecord.Decided(
              began, call, decision.layer(), decision.code(), by.detail(decision.detail())));
    }
    for (int attempt = 1; attempt <= attempts; attempt++) {
      records.add(
          new AuditRecord.Started(began, call, attempt, idempotencyKey(call), intent.digest()));
    }
    if (done) {
      records.add(last(by, call, attempts));
    }
  }

  private AuditRecord last(RingRecorder by, AuditRecord.Call call, int attempts) {
    Instant ended = by.instantAt(beganNanos + tookNanos);
    Ending how = ending;
    if (how == null) {
      throw new IllegalStateException("an entry was completed without an ending");
    }
    if (how.code().equals(Endings.SUSPENDED)) {
      return new AuditRecord.Suspended(ended, call, how.by());
    }
    Payload said = resultCharacters < 0 ? null : by.result(result, resultCharacters);
    return new AuditRecord.Finished(ended, call, how, attempts, Duration.ofNanos(tookNanos), said);
  }

  /** As the tool was given it; see {@link dev.agentruntime.tool.ToolInvocation#idempotencyKey}. */
  private static String idempotencyKey(AuditRecord.Call call) {
    return call.runId() + "-" + call.turn() + "-" + call.position();
  }
}
