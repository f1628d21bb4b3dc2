package dev.agentruntime.middleware.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectRecord.State;
import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.json.ArgumentsDigest;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RuntimeExtension.class)
class EffectGuardTest {
  private static final ToolArguments ARGUMENTS = ToolArguments.ofText("{\"amount\":1}");

  private static final String DIGEST =
      ArgumentsDigest.of("effect").field("pay").json(ARGUMENTS.object()).hex();

  private final VirtualTime time;
  private final InMemoryEffectStore store = new InMemoryEffectStore();
  private final AtomicInteger ran = new AtomicInteger();

  EffectGuardTest(VirtualTime time) {
    this.time = time;
  }

  /** A tool that counts how often it ran, and a chain around it. */
  private ChainHarness.Builder around(ToolHandler tool, ToolTrait... traits) {
    return ChainHarness.around(
            ToolDescriptor.of(FakeTool.named("pay").traits(traits).build()),
            call -> {
              ran.incrementAndGet();
              return tool.handle(call);
            })
        .time(time);
  }

  private ChainHarness guarded(ToolHandler tool, ToolTrait... traits) {
    return around(tool, traits).layer(EffectGuard.of(store)).build();
  }

  private static ToolChain.Identity identity() {
    return new ToolChain.Identity("call-1", "pay", 1, 0, null);
  }

  /** The same call of the same run, as it comes again when a run is resumed. */
  private static ToolOutcome again(HarnessRun run) throws InterruptedException {
    return run.call(identity(), ARGUMENTS);
  }

  private EffectRecord record(HarnessRun run) {
    return store
        .find(new EffectKey(run.frame().tenant(), run.frame().runId() + "-1-0"))
        .orElseThrow();
  }

  private static String reason(ToolOutcome outcome) {
    return assertInstanceOf(ToolOutcome.Blocked.class, outcome).reasonCode();
  }

  private static List<String> codes(HarnessRun run) {
    return run.events().events(RunEvent.LayerDecided.class).stream()
        .map(RunEvent.LayerDecided::code)
        .toList();
  }

  @Test
  void aCallThatComesAgainGetsTheAnswerAndDoesNotRun() throws InterruptedException {
    HarnessRun run = guarded(call -> ToolOutcome.success("paid " + ran.get())).newRun();
    assertEquals(ToolOutcome.success("paid 1"), again(run));
    assertEquals(State.DONE, record(run).state());
    assertEquals(ToolOutcome.success("paid 1"), again(run));
    assertEquals(1, ran.get());
  }

  @Test
  void anErrorOfTheToolIsAnAnswerToo() throws InterruptedException {
    HarnessRun run = guarded(call -> ToolOutcome.toolError("no money")).newRun();
    again(run);
    assertEquals(ToolOutcome.toolError("no money"), again(run));
    assertEquals(1, ran.get());
  }

  @Test
  void anotherCallOrRunHasAnEffectOfItsOwn() throws InterruptedException {
    ChainHarness chain = guarded(call -> ToolOutcome.success("paid"));
    HarnessRun run = chain.newRun();
    run.call(new ToolChain.Identity("call-1", "pay", 1, 0, null), ARGUMENTS);
    run.call(new ToolChain.Identity("call-1", "pay", 2, 0, null), ARGUMENTS);
    run.call(new ToolChain.Identity("call-1", "pay", 1, 1, null), ARGUMENTS);
    chain.newRun().call(identity(), ARGUMENTS);
    assertEquals(4, ran.get());
    assertEquals(4, store.size());
  }

  @Test
  void theSameKeyWithOtherArgumentsIsRefusedAndInOtherWordsIsNot() throws InterruptedException {
    HarnessRun run = guarded(call -> ToolOutcome.success("paid")).newRun();
    again(run);
    assertEquals(
        EffectGuard.CONFLICT, reason(run.call(identity(), ToolArguments.ofText("{\"amount\":2}"))));
    assertEquals(
        ToolOutcome.success("paid"),
        run.call(identity(), ToolArguments.ofText("{ \"amount\" : 1.0 }")));
    assertEquals(1, ran.get());
  }

  @ParameterizedTest
  @MethodSource("unanswered")
  void anEffectIsUnknownIfTheToolBeganAndDidNotAnswer(ToolOutcome outcome)
      throws InterruptedException {
    HarnessRun run = guarded(call -> outcome).newRun();
    assertEquals(outcome, again(run));
    assertEquals(expected(outcome), record(run).state());
    assertEquals(EffectGuard.UNKNOWN, reason(again(run)));
    assertEquals(1, ran.get());
  }

  private static State expected(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success _, ToolOutcome.ToolError _ -> State.DONE;
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
          State.UNKNOWN;
    };
  }

  @ParameterizedTest
  @MethodSource("unanswered")
  void aCallThatEndedBeforeTheToolBeganLeavesNoTrace(ToolOutcome outcome)
      throws InterruptedException {
    HarnessRun run =
        around(call -> ToolOutcome.success("paid"))
            .layer(EffectGuard.of(store))
            .link(
                Anchor.BREAKER,
                "closed-once",
                (call, next) ->
                    call.attempt() == 1 && store.size() == 1 && ran.get() == 0
                        ? outcome
                        : next.handle(call))
            .build()
            .newRun();
    assertEquals(outcome, again(run));
    assertEquals(0, store.size());
    assertEquals(0, ran.get());
  }

  static Stream<ToolOutcome> unanswered() {
    return Stream.of(
        new ToolOutcome.InfrastructureError("inc-1", true, null),
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        new ToolOutcome.InvalidArguments("bad"),
        new ToolOutcome.UnknownTool("py", List.of("pay")),
        new ToolOutcome.Rejected("eve", "no"),
        new ToolOutcome.ApprovalExpired("r-1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("other", "closed", "Closed.", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
        new ToolOutcome.Suspended("r-1", "waits"),
        new ToolOutcome.Internal("inc-1", "other", null));
  }

  /** The first attempt may have had its effect, whatever the second one came to. */
  @Test
  void aRefusedSecondAttemptDoesNotMakeTheFirstOneUndone() throws InterruptedException {
    ToolOutcome open = new ToolOutcome.Blocked("breaker", "open", "Open.", null);
    HarnessRun run =
        around(call -> new ToolOutcome.InfrastructureError("inc-1", true, null))
            .layer(EffectGuard.of(store))
            .link(
                Anchor.RETRY,
                "retry",
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call.nextAttempt());
                },
                LinkTrait.PROCEEDS_AGAIN)
            .link(
                Anchor.BREAKER,
                "breaker",
                (call, next) -> call.attempt() == 1 ? next.handle(call) : open)
            .build()
            .newRun();
    assertEquals(open, again(run));
    assertEquals(State.UNKNOWN, record(run).state());
  }

  @Test
  void anInterruptPassesAndLeavesTheEffectUnknown() throws InterruptedException {
    HarnessRun run =
        guarded(
                call -> {
                  throw new InterruptedException("cancelled");
                })
            .newRun();
    assertThrows(InterruptedException.class, () -> again(run));
    assertEquals(State.UNKNOWN, record(run).state());
    assertEquals(EffectGuard.UNKNOWN, reason(again(run)));
  }

  @Test
  void anExceptionPassesAndLeavesTheEffectUnknown() throws InterruptedException {
    ChainHarness chain =
        guarded(
            call -> {
              if (ran.get() == 1) {
                throw new OutOfMemoryError("simulated");
              }
              throw new IllegalStateException("a defect");
            });
    HarnessRun first = chain.newRun();
    assertThrows(OutOfMemoryError.class, () -> again(first));
    assertEquals(State.UNKNOWN, record(first).state());
    HarnessRun second = chain.newRun();
    assertThrows(IllegalStateException.class, () -> again(second));
    assertEquals(State.UNKNOWN, record(second).state());
  }

  @Test
  void anAbandonedCallIsUnknown() throws InterruptedException {
    Gate gate = new Gate();
    FakeTool deaf =
        FakeTool.named("pay").replies(Replies.stubborn(gate, Replies.text("late"))).build();
    try (ChainHarness chain =
        ChainHarness.around(deaf)
            .layer(EffectGuard.of(store))
            .layer(Timeout.of(Duration.ofSeconds(30)))
            .time(time)
            .build()) {
      HarnessRun run = chain.newRun();
      assertInstanceOf(ToolOutcome.TimedOut.class, again(run));
      assertEquals(State.UNKNOWN, record(run).state());
      gate.open();
    }
  }

  @Test
  void anIdempotentToolRunsAgainWithTheSameKey() throws InterruptedException {
    HarnessRun run =
        guarded(
                call ->
                    ran.get() == 1
                        ? new ToolOutcome.TimedOut(Duration.ofSeconds(1), false, false)
                        : ToolOutcome.success(call.idempotencyKey()),
                ToolTrait.IDEMPOTENT)
            .newRun();
    again(run);
    assertEquals(ToolOutcome.success(run.frame().runId() + "-1-0"), again(run));
    assertEquals(2, ran.get());
    assertEquals(State.DONE, record(run).state());
  }

  @Test
  void aReservationOfALostProcessHoldsForItsLifetimeAndIsUnknownThen() throws InterruptedException {
    HarnessRun run = guarded(call -> ToolOutcome.success("paid")).newRun();
    store.insert(
        new EffectKey(Optional.empty(), run.frame().runId() + "-1-0"),
        new EffectRecord(State.RESERVED, "lost", DIGEST, time.instant(), null));
    assertEquals(EffectGuard.UNDER_WAY, reason(again(run)));
    time.sleep(EffectGuard.DEFAULT_RESERVATION);
    assertEquals(EffectGuard.UNKNOWN, reason(again(run)));
    assertEquals(0, ran.get());
  }

  @Test
  void aStoreThatCannotReserveRefusesTheCall() throws InterruptedException {
    InMemoryEffectStore full = new InMemoryEffectStore(1, Duration.ofHours(1));
    full.insert(
        new EffectKey(Optional.empty(), "other"),
        new EffectRecord(State.UNKNOWN, "t", "d", time.instant(), null));
    HarnessRun run =
        around(call -> ToolOutcome.success("paid")).layer(EffectGuard.of(full)).build().newRun();
    assertEquals(EffectGuard.NO_RECORD, reason(again(run)));
    assertEquals(0, ran.get());
    assertEquals(List.of("store_failed"), codes(run));
  }

  @Test
  void anAnswerThatCannotBeRecordedStandsAndIsUnknownLater() throws InterruptedException {
    EffectStore forgetful = new FailingStore(store, "replace");
    HarnessRun run =
        around(call -> ToolOutcome.success("paid"))
            .layer(EffectGuard.of(forgetful))
            .build()
            .newRun();
    assertEquals(ToolOutcome.success("paid"), again(run));
    assertEquals(List.of("not_recorded"), codes(run));
    assertEquals(EffectGuard.UNDER_WAY, reason(again(run)));
    assertEquals(1, ran.get());
  }

  @Test
  void nobodyIsAskedAboutACallThatWillNotRun() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    HarnessRun run =
        around(call -> ToolOutcome.success("paid"))
            .layer(EffectGuard.of(store))
            .link(
                Anchor.APPROVAL,
                "approval",
                (call, next) -> {
                  asked.incrementAndGet();
                  ToolOutcome refusal = call.recheck();
                  return refusal != null ? refusal : next.handle(call);
                },
                LinkTrait.WAITS_FOR_HUMAN)
            .build()
            .newRun();
    assertEquals(ToolOutcome.success("paid"), again(run));
    assertEquals(ToolOutcome.success("paid"), again(run));
    assertEquals(1, asked.get());
  }

  @Test
  void whatIsOnRecordIsAnsweredThoughTheCircuitIsOpen() throws InterruptedException {
    HarnessRun run =
        around(
                call ->
                    call.callId().equals("call-1")
                        ? ToolOutcome.success("paid")
                        : new ToolOutcome.InfrastructureError("inc-1", true, null))
            .layer(EffectGuard.of(store))
            .layer(CircuitBreaker.builder().failures(1).build())
            .build()
            .newRun();
    again(run);
    run.call(new ToolChain.Identity("call-2", "pay", 2, 0, null), ARGUMENTS);
    assertEquals(
        CircuitBreaker.OPEN,
        reason(run.call(new ToolChain.Identity("call-3", "pay", 3, 0, null), ARGUMENTS)));

    assertEquals(ToolOutcome.success("paid"), again(run));
  }

  @Test
  void aCallDoesNotRefuseItselfWhenItIsLookedAtAgain() throws InterruptedException {
    HarnessRun run =
        around(call -> ToolOutcome.success("paid"))
            .layer(EffectGuard.of(store))
            .link(
                Anchor.BREAKER,
                "looks-again",
                (call, next) -> {
                  ToolOutcome refusal = call.recheck();
                  return refusal != null ? refusal : next.handle(call);
                })
            .build()
            .newRun();
    assertEquals(ToolOutcome.success("paid"), again(run));
  }

  @Test
  void tenantsDoNotMeet() throws InterruptedException {
    ChainHarness chain = guarded(call -> ToolOutcome.success("paid"));
    HarnessRun acme = chain.newRun(RunOptions.builder().tenant("acme").build());
    again(acme);
    assertTrue(
        store.find(new EffectKey(Optional.of("acme"), acme.frame().runId() + "-1-0")).isPresent());
    assertFalse(
        store.find(new EffectKey(Optional.empty(), acme.frame().runId() + "-1-0")).isPresent());
  }

  @Test
  void readOnlyAndExemptToolsHaveNoLink() {
    EffectGuard some = EffectGuard.builder(store).guard("*", false).guard("pay", true).build();
    assertEquals(
        "effect-peek(effect-guard(effect-begun(pay)))",
        around(call -> ToolOutcome.success("x")).layer(some).build().toString());
    assertEquals(
        "look",
        ChainHarness.around(FakeTool.named("look").traits(ToolTrait.READ_ONLY).build())
            .layer(EffectGuard.of(store))
            .build()
            .toString());
    assertEquals(
        "mail",
        ChainHarness.around(FakeTool.answering("mail", "x")).layer(some).build().toString());
  }

  @Test
  void itSaysItsSettingsAndRefusesSenselessOnes() {
    assertEquals(
        "EffectGuard(on, log_* off, reservations hold PT15M, reconcilers none, pay set, asks about"
            + " repeats none)",
        EffectGuard.builder(store)
            .guard("log_*", false)
            .reconcile("pay", call -> new Reconciliation.StillUnknown())
            .build()
            .toString());
    EffectGuard.Builder builder = EffectGuard.builder(store);
    assertThrows(IllegalArgumentException.class, () -> builder.reservation(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.guard(" ", true));
  }
}
