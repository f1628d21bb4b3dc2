package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.audit.AuditRecord.Ending;
import dev.agentruntime.chain.Incident;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.tool.ToolOutcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says how a call ended, for the record. Pure; stateless. */
final class Endings {
  /** The code of a call that has not ended but waits for somebody. */
  static final String SUSPENDED = "suspended";

  private static final Ending SUCCESS = new Ending("success", "", "", "", Effect.ANSWERED);
  private static final Ending HARMLESS = new Ending("success", "", "", "", Effect.NONE);

  private Endings() {}

  /**
   * A call that got an outcome.
   *
   * @param attempts how many attempts were begun
   * @param effectful whether the tool may change something
   */
  static Ending of(ToolOutcome outcome, int attempts, boolean effectful) {
    Effect effect = effect(outcome, attempts, effectful);
    String code = outcome.code();
    return switch (outcome) {
      case ToolOutcome.Success _ -> effect == Effect.ANSWERED ? SUCCESS : HARMLESS;
      case ToolOutcome.ToolError _, ToolOutcome.InvalidArguments _, ToolOutcome.UnknownTool _ ->
          new Ending(code, "", "", "", effect);
      case ToolOutcome.InfrastructureError broken ->
          new Ending(code, "tool", "", broken.incidentId(), effect);
      case ToolOutcome.TimedOut late ->
          new Ending(code, "", late.abandoned() ? "abandoned" : "", "", effect);
      case ToolOutcome.Rejected rejected -> new Ending(code, rejected.by(), "", "", effect);
      case ToolOutcome.ApprovalExpired expired ->
          new Ending(code, expired.requestId(), "", "", effect);
      case ToolOutcome.Blocked blocked ->
          new Ending(code, blocked.layer(), blocked.reasonCode(), "", effect);
      case ToolOutcome.Cancelled cancelled ->
          new Ending(
              code,
              "",
              cancelled.cancellation().kind().name().toLowerCase(Locale.ROOT),
              "",
              effect);
      case ToolOutcome.Suspended suspended ->
          new Ending(code, suspended.requestId(), "", "", effect);
      case ToolOutcome.Internal defect ->
          new Ending(code, defect.culprit(), "", defect.incidentId(), effect);
    };
  }

  /**
   * What is known of the effect. Whoever answered in the tool's place after it had begun – a limit,
   * a breaker, a cancellation – does not know what it did.
   */
  private static Effect effect(ToolOutcome outcome, int attempts, boolean effectful) {
    if (attempts == 0 || !effectful) {
      return Effect.NONE;
    }
    return switch (outcome) {
      case ToolOutcome.Success _, ToolOutcome.ToolError _, ToolOutcome.InvalidArguments _ ->
          Effect.ANSWERED;
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          Effect.UNKNOWN;
    };
  }

  /** A call that ended by an exception, which passes on. */
  static Ending thrown(ToolCall call, Throwable thrown, int attempts, boolean effectful) {
    Effect effect = attempts == 0 || !effectful ? Effect.NONE : Effect.UNKNOWN;
    if (thrown instanceof InterruptedException) {
      return new Ending("interrupted", "", "", "", effect);
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Ending("threw", "", thrown.getClass().getName(), "", effect);
    }
    Incident incident = call.incident(thrown);
    return new Ending("threw", incident.link(), thrown.getClass().getName(), incident.id(), effect);
  }

  /** What the tool said, if it said something. */
  static @Nullable String resultOf(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success success -> success.text();
      case ToolOutcome.ToolError error -> error.message();
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          null;
    };
  }
}
