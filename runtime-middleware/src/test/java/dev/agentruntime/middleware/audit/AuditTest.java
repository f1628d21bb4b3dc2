package dev.agentruntime.middleware.audit;

import static dev.agentruntime.middleware.audit.Accounts.all;
import static dev.agentruntime.middleware.audit.Accounts.kinds;
import static dev.agentruntime.middleware.audit.Accounts.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Decided;
import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.audit.AuditRecord.Finished;
import dev.agentruntime.audit.AuditRecord.Intent;
import dev.agentruntime.audit.AuditRecord.Proposed;
import dev.agentruntime.audit.AuditRecord.Started;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the audit puts on record, in memory and into a sink alike. */
class AuditTest {
  private static final ToolDescriptor TOOL =
      ToolDescriptor.of(
          FakeTool.named("pay")
              .schema(JsonObjectSchema.builder().addStringProperty("iban").build())
              .build());

  /** A layer, and what it has put on record. */
  record Kept(String name, Layer layer, Supplier<List<AuditRecord>> records) {
    @Override
    public String toString() {
      return name;
    }

    ChainHarness.Builder around(ToolOutcome outcome) {
      return ChainHarness.around(TOOL, call -> outcome).layer(layer);
    }

    List<AuditRecord> now() {
      return records.get();
    }
  }

  static Stream<Kept> kept() {
    AuditRing ring = AuditRing.of(100);
    RecordedSink sink = new RecordedSink();
    return Stream.of(
        new Kept("ring", Audit.inMemory(ring).build(), ring::records),
        new Kept("sink", Audit.to(sink, AuditKey.random()).build(), sink::records));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aCallIsProposedIntendedStartedAndFinished(Kept kept) throws Exception {
    HarnessRun run =
        kept.around(ToolOutcome.success("paid"))
            .build()
            .newRun(RunOptions.builder().session("s1").tenant("t1").principal("eve").build());

    run.call("{\"iban\":\"DE1\"}");

    List<AuditRecord> records = kept.now();
    assertEquals("Proposed Intent Started Finished", kinds(records));
    AuditRecord.Call call = only(Proposed.class, records).call();
    assertEquals(new AuditRecord.Call(run.frame().runId(), "call-1", "pay", 1, 0, true), call);
    records.forEach(record -> assertEquals(call, ((AuditRecord.OfCall) record).call()));
    assertEquals(
        new AuditRecord.OnBehalf("harness", "s1", "t1", "eve"), only(Proposed.class, records).on());
    Finished finished = only(Finished.class, records);
    assertEquals("success", finished.ending().code());
    assertEquals(Effect.ANSWERED, finished.ending().effect());
    assertEquals(1, finished.attempts());
    assertEquals(4, Accounts.result(records).characters());
    assertFalse(Accounts.result(records).digest().isEmpty());
    assertEquals(
        only(Intent.class, records).arguments().digest(),
        only(Started.class, records).argumentsDigest());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void theKeyOfAStartIsTheOneTheToolGets(Kept kept) throws Exception {
    StringBuilder given = new StringBuilder();
    ChainHarness.around(
            TOOL,
            call -> {
              given.append(call.idempotencyKey());
              return ToolOutcome.success("");
            })
        .layer(kept.layer())
        .build()
        .call("{}");

    assertEquals(given.toString(), only(Started.class, kept.now()).idempotencyKey());
  }

  static Stream<ToolOutcome> outcomes() {
    return EndingsTest.outcomes()
        .map(row -> row.outcome())
        .filter(outcome -> !(outcome instanceof ToolOutcome.Suspended));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void everyOutcomeIsFinishedOnceAndLeftAsItIs(ToolOutcome outcome) throws Exception {
    for (Kept kept : kept().toList()) {
      assertEquals(outcome, kept.around(outcome).build().call("{}"));
      Finished finished = only(Finished.class, kept.now());
      assertEquals(outcome.code(), finished.ending().code());
      assertEquals("Proposed Intent Started Finished", kinds(kept.now()));
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aCallRefusedFurtherInIsProposedAndFinishedButNotStarted(Kept kept) throws Exception {
    ToolOutcome refusal = new ToolOutcome.Blocked("loop", "repeat", "Stop that.", null);
    kept.around(ToolOutcome.success("never"))
        .link(Anchor.LOOP, "loop", (call, next) -> refusal)
        .build()
        .call("{}");

    assertEquals("Proposed Intent Finished", kinds(kept.now()));
    Finished finished = only(Finished.class, kept.now());
    assertEquals("loop", finished.ending().by());
    assertEquals("repeat", finished.ending().reason());
    assertEquals(0, finished.attempts());
    assertEquals(Effect.NONE, finished.ending().effect());
    assertNull(finished.result());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aCallThatIsRefusedBeforeItIsUnderstoodIsOnRecordAsItWasSent(Kept kept) throws Exception {
    ToolOutcome refusal = new ToolOutcome.InvalidArguments("is not JSON");
    kept.around(ToolOutcome.success("never"))
        .link(Anchor.NORMALISE, "arguments", (call, next) -> refusal)
        .build()
        .call("{\"iban\":");

    assertEquals("Proposed Finished", kinds(kept.now()));
    assertEquals(8, only(Proposed.class, kept.now()).arguments().characters());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void anInterruptedCallIsFinished(Kept kept) {
    ChainHarness chain =
        ChainHarness.around(
                TOOL,
                call -> {
                  throw new InterruptedException("from further in");
                })
            .layer(kept.layer())
            .build();

    assertThrows(InterruptedException.class, () -> chain.call("{}"));

    assertEquals("Proposed Intent Started Finished", kinds(kept.now()));
    assertEquals("interrupted", only(Finished.class, kept.now()).ending().code());
    assertEquals(Effect.UNKNOWN, only(Finished.class, kept.now()).ending().effect());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aCallThatEndsByADefectIsFinishedUnderItsIncident(Kept kept) {
    ChainHarness chain =
        kept.around(ToolOutcome.success(""))
            .link(
                Anchor.CACHE,
                "cache",
                (call, next) -> {
                  throw new IllegalStateException("secret");
                })
            .build();

    assertThrows(IllegalStateException.class, () -> chain.call("{}"));

    AuditRecord.Ending ending = only(Finished.class, kept.now()).ending();
    assertEquals("threw", ending.code());
    assertEquals("cache", ending.by());
    assertEquals("java.lang.IllegalStateException", ending.reason());
    assertFalse(ending.incidentId().isEmpty());
    assertFalse(kept.now().toString().contains("secret"));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aChangeOfTheArgumentsShows(Kept kept) throws Exception {
    kept.around(ToolOutcome.success(""))
        .link(
            Anchor.ENRICH,
            "enrich",
            (call, next) -> {
              var more = call.arguments().object().deepCopy().put("tenant", "t1");
              return next.handle(call.withArguments(ToolArguments.of(more)));
            },
            LinkTrait.REWRITES_ARGUMENTS)
        .build()
        .call("{\"iban\":\"DE1\"}");

    AuditRecord.Payload proposed = only(Proposed.class, kept.now()).arguments();
    AuditRecord.Payload intent = only(Intent.class, kept.now()).arguments();
    assertEquals(List.of("iban"), proposed.keys());
    assertEquals(0, proposed.otherKeys());
    assertEquals(1, intent.otherKeys());
    assertNotEquals(proposed.digest(), intent.digest());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void theSameArgumentsHaveTheSameDigestHoweverTheyAreWritten(Kept kept) throws Exception {
    ChainHarness chain = kept.around(ToolOutcome.success("")).build();
    chain.call("{\"a\":1,\"b\":[2]}");
    chain.call("{\"b\": [2.0], \"a\": 1}");
    chain.call("{\"b\": [2.0], \"a\": 2}");

    List<String> digests =
        all(Started.class, kept.now()).stream().map(Started::argumentsDigest).toList();
    assertEquals(digests.get(0), digests.get(1));
    assertNotEquals(digests.get(0), digests.get(2));
    List<Proposed> proposed = all(Proposed.class, kept.now());
    assertEquals(digests.get(0), proposed.get(0).arguments().digest());
    assertNotEquals(proposed.get(0).textDigest(), proposed.get(1).textDigest());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void everyAttemptIsStarted(Kept kept) throws Exception {
    kept.around(ToolOutcome.success(""))
        .link(
            Anchor.RETRY,
            "retry",
            (call, next) -> {
              next.handle(call);
              return next.handle(call.nextAttempt());
            },
            LinkTrait.PROCEEDS_AGAIN)
        .build()
        .call("{}");

    assertEquals("Proposed Intent Started Started Finished", kinds(kept.now()));
    assertEquals(
        List.of(1, 2), all(Started.class, kept.now()).stream().map(Started::attempt).toList());
    assertEquals(2, only(Finished.class, kept.now()).attempts());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aDecisionIsOnRecordBeforeTheToolBeginsAndOnceOnly(Kept kept) throws Exception {
    kept.around(ToolOutcome.success(""))
        .link(
            Anchor.POLICY,
            "policy",
            (call, next) -> {
              call.decided("policy", "allow", "rule r1");
              return next.handle(call);
            })
        .link(
            Anchor.LIMITS,
            "limits",
            (call, next) -> {
              ToolOutcome outcome = next.handle(call);
              call.decided("limits", "warned", "");
              return outcome;
            })
        .build()
        .call("{}");

    List<Decided> decided = all(Decided.class, kept.now());
    assertEquals(List.of("allow", "warned"), decided.stream().map(Decided::code).toList());
    assertEquals("rule r1", decided.getFirst().detail());
    assertTrue(
        kept.name().equals("ring")
            || kinds(kept.now()).equals("Proposed Intent Decided Started Decided Finished"),
        kinds(kept.now()));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aSuspendedCallIsTheSameCallWhenItComesAgain(Kept kept) throws Exception {
    ChainHarness chain =
        kept.around(ToolOutcome.success("done"))
            .link(
                Anchor.APPROVAL,
                "approval",
                (call, next) ->
                    call.attempt() == 1 && first(call.callId())
                        ? new ToolOutcome.Suspended("req-1", "waits for eve")
                        : next.handle(call))
            .build();
    HarnessRun run = chain.newRun();
    ToolChain.Identity identity = run.nextIdentity();
    run.call(identity, ToolArguments.empty());
    run.call(identity, ToolArguments.empty());

    assertEquals("Proposed Intent Suspended Resumed Intent Started Finished", kinds(kept.now()));
    assertEquals("req-1", only(AuditRecord.Suspended.class, kept.now()).requestId());
  }

  private boolean asked;

  private boolean first(String callId) {
    boolean first = !asked;
    asked = true;
    return first && !callId.isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void workThatWasLeftBehindBeginsNoFurtherAttempt(Kept kept) throws Exception {
    AtomicReference<Callable<ToolOutcome>> left = new AtomicReference<>();
    ToolOutcome late = new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, true);
    kept.around(ToolOutcome.success("effect"))
        .link(
            Anchor.CALL_TIMEOUT,
            "timeout",
            (call, next) -> {
              ToolCall fork = call.fork();
              left.set(() -> next.handle(fork));
              return late;
            })
        .build()
        .call("{}");

    ToolOutcome outcome = left.get().call();

    assertEquals("call_ended", assertInstanceOf(ToolOutcome.Blocked.class, outcome).reasonCode());
    assertEquals("Proposed Intent Finished", kinds(kept.now()));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void withoutARedactorNothingThatWasSaidIsOnRecord(Kept kept) throws Exception {
    kept.around(ToolOutcome.success("result-canary"))
        .build()
        .call("{\"iban\":\"canary-1\",\"canary-key\":1}");

    String records = kept.now().toString();
    assertFalse(records.contains("canary"), records);
    AuditRecord.Payload proposed = only(Proposed.class, kept.now()).arguments();
    assertEquals(List.of("iban"), proposed.keys());
    assertEquals(1, proposed.otherKeys());
    assertTrue(proposed.shown().isEmpty());
  }

  @Test
  void aLayerThatRewritesArgumentsBehindTheIntentIsRefused() {
    ChainHarness.Builder chain =
        ChainHarness.around(TOOL, call -> ToolOutcome.success(""))
            .layer(Audit.standard())
            .link(
                Anchor.INTENT,
                "rewriter",
                (call, next) -> next.handle(call),
                LinkTrait.REWRITES_ARGUMENTS);

    String refused =
        String.valueOf(assertThrows(ChainOrderException.class, chain::build).getMessage());
    assertTrue(refused.contains("rewriter"), refused);
  }

  @Test
  void itSaysWhatItIsSetTo() {
    assertEquals(
        "Audit(AuditRing(of 1000 calls), no arguments shown, nothing goes on without)",
        Audit.standard().toString());
    assertEquals(
        "audit(audit-intent(audit-started(pay)))",
        ChainHarness.around(TOOL, call -> ToolOutcome.success(""))
            .layer(Audit.standard())
            .build()
            .toString());
  }

  @Test
  void senselessSettingsAreRefusedByName() {
    Audit.Builder builder = Audit.inMemory(AuditRing.of(1));
    assertEquals(
        "audit shownBytes must be 0 to 1048576, was -1",
        assertThrows(IllegalArgumentException.class, () -> builder.shownBytes(-1)).getMessage());
    assertEquals(
        "audit shownBytes of 'a*' must be 0 to 1048576, was 1048577",
        assertThrows(IllegalArgumentException.class, () -> builder.shownBytes("a*", 1_048_577))
            .getMessage());
    assertThrows(IllegalStateException.class, builder::readsGoOnWithoutAudit);
    assertEquals(
        "an audit ring must remember 1 to 16777216 calls, was to remember 0",
        assertThrows(IllegalArgumentException.class, () -> AuditRing.of(0)).getMessage());
  }

  @Test
  void aToolWithTheTraitReadOnlyIsNotEffectful() throws Exception {
    AuditRing ring = AuditRing.of(10);
    ChainHarness.around(FakeTool.named("look").traits(ToolTrait.READ_ONLY).build())
        .layer(Audit.inMemory(ring).build())
        .build()
        .call("{}");
    assertFalse(only(Proposed.class, ring.records()).call().effectful());
  }
}
