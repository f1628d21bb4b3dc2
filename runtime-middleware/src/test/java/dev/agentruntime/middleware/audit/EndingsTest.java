package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.audit.AuditRecord.Ending;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of outcome has its ending, and no effect is taken for granted. */
class EndingsTest {
  record Row(ToolOutcome outcome, Ending ending) {}

  static Stream<Row> outcomes() {
    Throwable cause = new IllegalStateException("secret");
    return Stream.of(
        new Row(ToolOutcome.success("x"), ending("success", "", "", "", Effect.ANSWERED)),
        new Row(ToolOutcome.toolError("no"), ending("tool_error", "", "", "", Effect.ANSWERED)),
        new Row(
            new ToolOutcome.InfrastructureError("inc-1", true, cause),
            ending("infrastructure_error", "tool", "", "inc-1", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, true),
            ending("timed_out", "", "abandoned", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.TimedOut(Duration.ofSeconds(1), false, false),
            ending("timed_out", "", "", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.InvalidArguments("id must be a number"),
            ending("invalid_arguments", "", "", "", Effect.ANSWERED)),
        new Row(
            new ToolOutcome.UnknownTool("nope", List.of()),
            ending("unknown_tool", "", "", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.Rejected("eve", "not today"),
            ending("rejected", "eve", "", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.ApprovalExpired("req-1", Duration.ofMinutes(1)),
            ending("approval_expired", "req-1", "", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.Blocked("breaker", "open", "It is down.", null),
            ending("blocked", "breaker", "open", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
            ending("cancelled", "", "requested", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.Suspended("req-1", "waits"),
            ending("suspended", "req-1", "", "", Effect.UNKNOWN)),
        new Row(
            new ToolOutcome.Internal("inc-1", "cache", cause),
            ending("internal", "cache", "", "inc-1", Effect.UNKNOWN)));
  }

  private static Ending ending(
      String code, String by, String reason, String incident, Effect effect) {
    return new Ending(code, by, reason, incident, effect);
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeAfterAnAttemptOfAToolWithEffects(Row row) {
    assertEquals(row.ending(), Endings.of(row.outcome(), 1, true));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void aToolThatDidNotBeginHadNoEffect(Row row) {
    assertEquals(Effect.NONE, Endings.of(row.outcome(), 0, true).effect());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void aToolThatOnlyReadsHasNoEffect(Row row) {
    assertEquals(Effect.NONE, Endings.of(row.outcome(), 3, false).effect());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anEndingHoldsNothingThatWasSaid(Row row) {
    assertFalse(Endings.of(row.outcome(), 1, true).toString().contains("secret"), row.toString());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void onlyWhatTheToolSaidIsAResult(Row row) {
    String said = Endings.resultOf(row.outcome());
    boolean byTool =
        row.outcome() instanceof ToolOutcome.Success
            || row.outcome() instanceof ToolOutcome.ToolError;
    assertEquals(byTool ? row.outcome().textForModel() : null, said);
  }
}
