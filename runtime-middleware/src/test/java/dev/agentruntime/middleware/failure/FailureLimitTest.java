package dev.agentruntime.middleware.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layer around one tool. */
@ExtendWith(RuntimeExtension.class)
class FailureLimitTest {
  private static final ToolDescriptor TOOL = ToolDescriptor.of(FakeTool.named("search").build());
  private static final ToolOutcome FINE = ToolOutcome.success("two hits");
  private static final ToolOutcome NO = ToolOutcome.toolError("no such order");

  private final VirtualTime time;
  private final AtomicReference<ToolHandler> tool = new AtomicReference<>(call -> FINE);
  private final AtomicInteger ran = new AtomicInteger();

  FailureLimitTest(VirtualTime time) {
    this.time = time;
  }

  private ChainHarness.Builder chain(FailureLimit layer) {
    return ChainHarness.around(
            TOOL,
            call -> {
              ran.incrementAndGet();
              return tool.get().handle(call);
            })
        .layer(layer)
        .time(time);
  }

  private HarnessRun run(FailureLimit layer) {
    return chain(layer).build().newRun();
  }

  private void answers(ToolOutcome outcome) {
    tool.set(call -> outcome);
  }

  /** Three failures. */
  private HarnessRun shutOff() throws InterruptedException {
    HarnessRun run = run(FailureLimit.standard());
    answers(NO);
    codes(run, 3);
    return run;
  }

  private static List<String> codes(HarnessRun run, int calls) throws InterruptedException {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      codes.add(run.call("{}").code());
    }
    return codes;
  }

  @Test
  void afterThreeFailuresInARowTheToolIsNotCalledForAMinute() throws Exception {
    HarnessRun run = shutOff();
    ToolOutcome.Blocked refused = assertInstanceOf(ToolOutcome.Blocked.class, run.call("{}"));
    assertEquals("failure-limit", refused.layer());
    assertEquals("too_many_failures", refused.reasonCode());
    assertEquals(
        "This tool has failed 3 times in a row, so it is not called for a while. Go on without it,"
            + " or answer with what you have. Try again in 60 s at the earliest.",
        refused.textForModel());
    assertEquals(3, ran.get());

    time.sleep(Duration.ofMillis(58_500));
    assertEquals(
        Duration.ofSeconds(2), ((ToolOutcome.Blocked) run.call("{}")).waitTime(), "rounded up");
  }

  // It recovers.
  @Test
  void afterTheCoolDownOneSuccessMakesAllWell() throws Exception {
    HarnessRun run = shutOff();
    time.sleep(FailureLimit.DEFAULT_COOL_DOWN);
    answers(FINE);
    assertEquals(List.of("success", "success"), codes(run, 2));
  }

  @Test
  void afterTheCoolDownOneFailureShutsItOffAgain() throws Exception {
    HarnessRun run = shutOff();
    time.sleep(FailureLimit.DEFAULT_COOL_DOWN);
    assertEquals(List.of("tool_error", "blocked"), codes(run, 2));
  }

  @Test
  void aProbeThatThrowsIsInterruptedOrAnsweredByALayerLeavesNothingStuck() throws Exception {
    HarnessRun run = shutOff();
    time.sleep(FailureLimit.DEFAULT_COOL_DOWN);
    tool.set(
        call -> {
          throw new IllegalStateException("a defect of a layer");
        });
    assertThrows(IllegalStateException.class, () -> run.call("{}"));
    tool.set(
        call -> {
          throw new StackOverflowError();
        });
    assertThrows(StackOverflowError.class, () -> run.call("{}"));
    tool.set(
        call -> {
          throw new InterruptedException("stop");
        });
    assertThrows(InterruptedException.class, () -> run.call("{}"));
    for (ToolOutcome neutral : outcomes()) {
      if (!(neutral instanceof ToolOutcome.Success) && !countsAsFailure(neutral)) {
        answers(neutral);
        assertEquals(neutral.code(), run.call("{}").code());
      }
    }
    answers(FINE);
    assertEquals(List.of("success", "success"), codes(run, 2));
  }

  @Test
  void whileOneCallTriesOthersAreToldToWaitForIt() throws Exception {
    HarnessRun run = shutOff();
    time.sleep(FailureLimit.DEFAULT_COOL_DOWN);
    AtomicReference<ToolOutcome> meanwhile = new AtomicReference<>();
    tool.set(
        call -> {
          meanwhile.set(run.call("{}"));
          return FINE;
        });
    assertEquals("success", run.call("{}").code());
    ToolOutcome.Blocked refused = assertInstanceOf(ToolOutcome.Blocked.class, meanwhile.get());
    assertEquals("trying", refused.reasonCode());
    assertNull(refused.waitTime());
  }

  static List<ToolOutcome> outcomes() {
    IllegalStateException cause = new IllegalStateException("broken");
    return List.of(
        FINE,
        NO,
        new ToolOutcome.InfrastructureError("incident-1", true, cause),
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        new ToolOutcome.InvalidArguments("id must be a number"),
        new ToolOutcome.UnknownTool("serach", List.of("search")),
        new ToolOutcome.Rejected("eve", "not today"),
        new ToolOutcome.ApprovalExpired("request-1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("other", "closed", "Closed.", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
        new ToolOutcome.Suspended("request-1", "waits for eve"),
        new ToolOutcome.Internal("incident-1", "other", cause));
  }

  private static boolean countsAsFailure(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.ToolError _, ToolOutcome.InfrastructureError _, ToolOutcome.TimedOut _ ->
          true;
      case ToolOutcome.Success _,
          ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          false;
    };
  }

  // The matrix of outcomes.
  @ParameterizedTest
  @MethodSource("outcomes")
  void onlyFailuresOfTheToolCount(ToolOutcome outcome) throws Exception {
    HarnessRun run = run(FailureLimit.standard());
    answers(outcome);
    codes(run, 10);
    assertEquals(countsAsFailure(outcome) ? 3 : 10, ran.get());
  }

  // And only success begins anew.
  @ParameterizedTest
  @MethodSource("outcomes")
  void onlySuccessBeginsAnew(ToolOutcome outcome) throws Exception {
    HarnessRun run = run(FailureLimit.standard());
    answers(NO);
    codes(run, 2);
    answers(outcome);
    codes(run, 1);
    answers(NO);
    codes(run, 1);
    boolean shut = run.call("{}") instanceof ToolOutcome.Blocked;
    assertEquals(!(outcome instanceof ToolOutcome.Success), shut);
  }

  @Test
  void runsKnowNothingOfEachOther() throws Exception {
    ChainHarness chain = chain(FailureLimit.standard()).build();
    answers(NO);
    codes(chain.newRun(), 3);
    assertEquals("tool_error", chain.newRun().call("{}").code());
  }

  @Test
  void nobodyIsAskedAboutACallThatWillBeRefused() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HarnessRun run =
        chain(FailureLimit.standard())
            .link(
                Anchor.APPROVAL,
                "approval",
                (call, next) -> {
                  asked.incrementAndGet();
                  return next.handle(call);
                },
                LinkTrait.WAITS_FOR_HUMAN)
            .build()
            .newRun();
    answers(NO);
    codes(run, 5);
    assertEquals(3, asked.get());
  }

  @Test
  void theLookIsRepeatedAfterTheHumansAnswer() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    AtomicReference<Runnable> whileWaiting = new AtomicReference<>(() -> {});
    HarnessRun run =
        chain(FailureLimit.standard())
            .link(
                Anchor.APPROVAL,
                "approval",
                (call, next) -> {
                  whileWaiting.getAndSet(() -> {}).run();
                  ToolOutcome refusal = call.recheck();
                  if (refusal != null) {
                    refused.incrementAndGet();
                    return refusal;
                  }
                  return next.handle(call);
                },
                LinkTrait.WAITS_FOR_HUMAN)
            .build()
            .newRun();
    answers(NO);
    codes(run, 2);
    whileWaiting.set(() -> assertEquals("tool_error", codeOf(run)));
    assertEquals("blocked", run.call("{}").code());
    assertEquals(1, refused.get());
    assertEquals(3, ran.get());
  }

  private static String codeOf(HarnessRun run) {
    try {
      return run.call("{}").code();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCallThatWasTriedThreeTimesFailedOnce() throws Exception {
    HarnessRun run =
        chain(FailureLimit.standard())
            .link(
                Anchor.RETRY,
                "retry",
                (call, next) -> {
                  next.handle(call);
                  next.handle(call.nextAttempt());
                  return next.handle(call.nextAttempt());
                },
                LinkTrait.PROCEEDS_AGAIN)
            .build()
            .newRun();
    answers(NO);
    assertEquals(List.of("tool_error", "tool_error", "tool_error", "blocked"), codes(run, 4));
    assertEquals(9, ran.get());
  }

  @Test
  void shuttingOffIsADecision() throws Exception {
    HarnessRun run = shutOff();
    List<String> decided =
        run.events().events().stream()
            .filter(RunEvent.LayerDecided.class::isInstance)
            .map(RunEvent.LayerDecided.class::cast)
            .map(event -> event.layer() + " " + event.code() + " " + event.detail())
            .toList();
    assertEquals(List.of("failure-limit shut_off 3 failures in a row"), decided);
  }

  // ---- settings

  @Test
  void everyLimitCanBeMovedOrLeftOut() throws Exception {
    answers(NO);
    FailureLimit one = FailureLimit.builder().failures(1).coolDown(Duration.ofSeconds(5)).build();
    HarnessRun strict = run(one);
    assertEquals(List.of("tool_error", "blocked"), codes(strict, 2));
    time.sleep(Duration.ofSeconds(5));
    assertEquals("tool_error", strict.call("{}").code());

    FailureLimit named =
        FailureLimit.builder()
            .failures("sea*", 2)
            .coolDown("search", Duration.ofSeconds(7))
            .build();
    assertEquals(
        Duration.ofSeconds(7),
        assertInstanceOf(ToolOutcome.Blocked.class, lastOf(run(named), 3)).waitTime());

    FailureLimit exempt = FailureLimit.builder().exempt("search").build();
    assertFalse(codes(run(exempt), 9).contains("blocked"));
    assertEquals(
        List.of(), chain(exempt.toBuilder().withoutMistakes().build()).build().chain().links());
  }

  private static ToolOutcome lastOf(HarnessRun run, int calls) throws InterruptedException {
    codes(run, calls - 1);
    return run.call("{}");
  }

  @Test
  void senselessValuesAreRefusedByName() {
    FailureLimit.Builder builder = FailureLimit.builder();
    refused("failure limit failures must be at least 1, was 0", () -> builder.failures(0));
    refused(
        "failure limit failures of 'a' must be at least 1, was -1",
        () -> builder.failures("a", -1));
    refused(
        "failure limit cool-down must be positive, was PT0S",
        () -> builder.coolDown(Duration.ZERO));
    refused(
        "failure limit cool-down of 'a' must be positive, was PT-1S",
        () -> builder.coolDown("a", Duration.ofSeconds(-1)));
    refused(
        "failure limit invalidArguments must be at least 1, was 0",
        () -> builder.invalidArguments(0));
    refused("failure limit unknownTools must be at least 1, was 0", () -> builder.unknownTools(0));
  }

  private static void refused(String message, Runnable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting::run).getMessage());
  }

  @Test
  void itPrintsItsSettings() {
    assertEquals(
        "FailureLimit(failures in a row 3, cool-down PT1M, turns with invalid arguments 5, with"
            + " unknown tools 5)",
        FailureLimit.standard().toString());
    assertEquals(
        "FailureLimit(failures in a row 2, test_* any, cool-down PT1M, pay PT5M, turns with invalid"
            + " arguments any, with unknown tools any)",
        FailureLimit.builder()
            .failures(2)
            .exempt("test_*")
            .coolDown("pay", Duration.ofMinutes(5))
            .withoutMistakes()
            .build()
            .toString());
  }

  @Test
  void aHumanFurtherInThanTheCountIsRefused() {
    ChainOrderException refused =
        assertThrows(
            ChainOrderException.class,
            () ->
                chain(FailureLimit.standard())
                    .link(
                        Anchor.RETRY,
                        "late",
                        (call, next) -> next.handle(call),
                        LinkTrait.WAITS_FOR_HUMAN)
                    .build());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("late") && message.contains(FailureLimit.COUNT), message);
  }
}
