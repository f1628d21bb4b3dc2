package dev.agentruntime.middleware.audit;

import static dev.agentruntime.middleware.audit.Accounts.kinds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No record, no effect. */
class AuditFailClosedTest {
  private final RecordedSink sink = new RecordedSink();
  private final FakeTool pay = FakeTool.answering("pay", "paid");
  private final FakeTool look = FakeTool.named("look").traits(ToolTrait.READ_ONLY).build();

  private ChainHarness around(FakeTool tool) {
    return ChainHarness.around(tool).layer(Audit.to(sink, AuditKey.random()).build()).build();
  }

  private void refuse(String kind) {
    sink.refuse(record -> record.getClass().getSimpleName().equals(kind));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Proposed", "Intent", "Started"})
  void aToolWithEffectsDoesNotRunWithoutItsRecord(String kind) throws Exception {
    refuse(kind);
    HarnessRun run = around(pay).newRun();

    ToolOutcome.Blocked blocked =
        assertInstanceOf(ToolOutcome.Blocked.class, run.call("{\"a\":1}"));

    assertEquals("audit", blocked.layer());
    assertEquals("unavailable", blocked.reasonCode());
    assertEquals(0, pay.invocations().size());
    RunEvent.LayerDecided decided = run.events().next(RunEvent.LayerDecided.class);
    assertEquals("unavailable", decided.code());
    assertEquals("disk", decided.detail());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Proposed", "Intent", "Started"})
  void aToolThatOnlyReadsDoesNotRunEitherUnlessTheHostChoseSo(String kind) throws Exception {
    refuse(kind);
    assertInstanceOf(ToolOutcome.Blocked.class, around(look).call("{}"));
    assertEquals(0, look.invocations().size());

    Audit chosen = Audit.to(sink, AuditKey.random()).readsGoOnWithoutAudit().build();
    HarnessRun run = ChainHarness.around(look).layer(chosen).build().newRun();
    assertFalse(run.call("{}").isError());
    assertEquals("unrecorded", run.events().next(RunEvent.LayerDecided.class).code());

    ChainHarness effects = ChainHarness.around(pay).layer(chosen).build();
    assertInstanceOf(ToolOutcome.Blocked.class, effects.call("{}"));
    assertEquals(0, pay.invocations().size());
  }

  @Test
  void aSinkThatIsDefectiveCountsAsUnavailable() throws Exception {
    sink.refuse(
        record -> {
          throw new IllegalStateException("secret");
        });
    HarnessRun run = around(pay).newRun();

    assertInstanceOf(ToolOutcome.Blocked.class, run.call("{}"));
    assertEquals(
        "java.lang.IllegalStateException", run.events().next(RunEvent.LayerDecided.class).detail());
  }

  @Test
  void theStartOfAToolWithEffectsIsDurableBeforeItBegins() throws Exception {
    around(pay).call("{}");
    assertEquals("Started", kinds(sink.durable()));

    around(look).call("{}");
    assertEquals("Started", kinds(sink.durable()), "a tool that only reads need not wait");
  }

  @Test
  void anOutcomeStandsThoughItsRecordIsLostAndTheCallStaysOpen() throws Exception {
    refuse("Finished");
    HarnessRun run = around(pay).newRun();

    assertEquals(ToolOutcome.success("paid"), run.call("{}"));
    assertEquals("Proposed Intent Started", kinds(sink.records()));
    assertEquals("outcome_unrecorded", run.events().next(RunEvent.LayerDecided.class).code());
  }

  @Test
  void anInterruptDoesNotKeepTheEndFromBeingTold() throws Exception {
    ChainHarness chain =
        ChainHarness.around(
                dev.agentruntime.tool.ToolDescriptor.of(pay),
                call -> {
                  sink.interruptNextWrites(3);
                  Thread.currentThread().interrupt();
                  throw new InterruptedException();
                })
            .layer(Audit.to(sink, AuditKey.random()).build())
            .build();

    assertThrows(InterruptedException.class, () -> chain.call("{}"));

    assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    assertEquals("Proposed Intent Started Finished", kinds(sink.records()));
  }

  @Test
  void anInterruptBeforeTheEffectEndsTheCallBeforeIt() {
    sink.interruptNextWrites(1);

    assertThrows(InterruptedException.class, () -> around(pay).call("{}"));
    assertEquals(0, pay.invocations().size());
  }

  @Test
  void aStartThatWasRefusedIsNoAttempt() throws Exception {
    refuse("Started");
    around(pay).call("{}");
    AuditRecord.Finished finished = Accounts.only(AuditRecord.Finished.class, sink.records());
    assertEquals(0, finished.attempts());
    assertEquals(AuditRecord.Effect.NONE, finished.ending().effect());
  }
}
