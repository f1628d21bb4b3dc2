package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.middleware.audit.AuditFinding.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows the calls in a stream, and names those whose effect is not known: begun and not ended, or
 * ended without an answer. Remembers only calls that are open. Confined to one thread.
 */
final class CallCheck {
  private record Key(String run, String call) {}

  /** A call without its end: the line to point to, and how far it came. */
  private record Open(StreamLine line, String tool, Progress progress) {}

  private enum Progress {
    PROPOSED,
    STARTED,
    STARTED_WITH_EFFECTS,
    SUSPENDED
  }

  private final Map<Key, Open> open = new LinkedHashMap<>();
  private final Consumer<AuditFinding> findings;

  CallCheck(Consumer<AuditFinding> findings) {
    this.findings = findings;
  }

  void line(StreamLine line) {
    JsonNode body = line.body();
    AuditRecord record = body == null ? null : RecordJson.read(body);
    switch (record) {
      case null -> {
        // An opening, a seal, or something a later version writes.
      }
      case AuditRecord.Proposed proposed -> goesOn(line, proposed.call(), Progress.PROPOSED);
      case AuditRecord.Resumed resumed -> goesOn(line, resumed.call(), Progress.PROPOSED);
      case AuditRecord.Started started ->
          goesOn(
              line,
              started.call(),
              started.call().effectful() ? Progress.STARTED_WITH_EFFECTS : Progress.STARTED);
      case AuditRecord.Suspended suspended -> goesOn(line, suspended.call(), Progress.SUSPENDED);
      case AuditRecord.Finished finished -> finished(line, finished);
      case AuditRecord.Gap gap ->
          findings.accept(
              line.finding(
                  Kind.LOST_RECORDS, "the writer could not keep " + gap.missing() + " records"));
      case AuditRecord.Intent _, AuditRecord.Decided _ -> {
        // They change nothing about how far the call has come.
      }
    }
  }

  private void goesOn(StreamLine line, AuditRecord.Call call, Progress progress) {
    open.put(key(call), new Open(line, call.tool(), progress));
  }

  private void finished(StreamLine line, AuditRecord.Finished finished) {
    open.remove(key(finished.call()));
    if (finished.ending().effect() == AuditRecord.Effect.UNKNOWN) {
      findings.accept(
          line.finding(
              Kind.UNKNOWN_EFFECT,
              name(finished.call())
                  + " began and ended as '"
                  + finished.ending().code()
                  + "': what it did is not known"));
    }
  }

  private static Key key(AuditRecord.Call call) {
    return new Key(call.runId(), call.callId());
  }

  private static String name(AuditRecord.Call call) {
    return "call " + call.callId() + " of tool '" + call.tool() + "' in " + call.runId();
  }

  /** No more lines: what is open now stays open. */
  void end() {
    open.forEach(
        (key, call) -> {
          String name = "call " + key.call() + " of tool '" + call.tool() + "' in " + key.run();
          findings.accept(
              switch (call.progress()) {
                case STARTED_WITH_EFFECTS ->
                    call.line()
                        .finding(
                            Kind.UNKNOWN_EFFECT,
                            name + " began and did not end: what it did is not known");
                case STARTED ->
                    call.line()
                        .finding(
                            Kind.OPEN_CALL, name + " began and did not end; its tool only reads");
                case PROPOSED ->
                    call.line()
                        .finding(Kind.OPEN_CALL, name + " was proposed and did not begin or end");
                case SUSPENDED -> call.line().finding(Kind.OPEN_CALL, name + " waits for somebody");
              });
        });
    open.clear();
  }
}
