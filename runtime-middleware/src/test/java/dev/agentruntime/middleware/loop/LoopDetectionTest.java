package dev.agentruntime.middleware.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layer around one tool. */
@ExtendWith(RuntimeExtension.class)
class LoopDetectionTest {
  private static final ToolDescriptor TOOL = ToolDescriptor.of(FakeTool.named("search").build());
  private static final ToolOutcome SAME = ToolOutcome.success("two hits");

  private final AtomicInteger ran = new AtomicInteger();

  private HarnessRun run(LoopDetection layer, ToolOutcome outcome) {
    return ChainHarness.around(
            TOOL,
            call -> {
              ran.incrementAndGet();
              return outcome;
            })
        .layer(layer)
        .build()
        .newRun();
  }

  private static ToolOutcome call(HarnessRun run, int turn, String arguments)
      throws InterruptedException {
    ToolChain.Identity identity =
        new ToolChain.Identity("call-" + turn, TOOL.name(), turn, 0, null);
    return run.call(identity, ToolArguments.ofText(arguments));
  }

  /** Codes of as many outcomes as there are arguments, each in a turn of its own. */
  private static List<String> codes(HarnessRun run, String... arguments)
      throws InterruptedException {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      codes.add(call(run, i + 1, arguments[i]).code());
    }
    return codes;
  }

  private static String[] times(int times, String arguments) {
    return Stream.generate(() -> arguments).limit(times).toArray(String[]::new);
  }

  @Test
  void theThirdResultSaysSoTheFourthCallIsRefusedTheFifthEndsTheRun() throws Exception {
    HarnessRun run = run(LoopDetection.standard(), SAME);
    assertSame(SAME, call(run, 1, "{}"));
    assertSame(SAME, call(run, 2, "{}"));
    assertEquals(
        "two hits\n[Note: this call has now given the same result 3 times. Repeating it will not"
            + " help: use other arguments or another tool, or answer with what you have.]",
        call(run, 3, "{}").textForModel());

    ToolOutcome.Blocked refused = assertInstanceOf(ToolOutcome.Blocked.class, call(run, 4, "{}"));
    assertEquals("loop-detection", refused.layer());
    assertEquals("identical_calls", refused.reasonCode());
    assertEquals(
        "This call has given the same result 3 times in this run, so it was not run again. Do not"
            + " repeat it: use other arguments or another tool, or answer with what you have.",
        refused.textForModel());
    assertEquals(List.of(), run.stopRequests());

    assertInstanceOf(ToolOutcome.Blocked.class, call(run, 5, "{}"));
    assertEquals(
        List.of(
            new HarnessRun.StopRequest(
                "loop-detection",
                "limit of 2 blocked calls, call number 2 was one of 'search' (identical_calls)")),
        run.stopRequests());
    assertEquals(3, ran.get());
  }

  @Test
  void warningAndStopAreDecisionsOthersAreNone() throws Exception {
    HarnessRun run = run(LoopDetection.standard(), SAME);
    codes(run, times(5, "{}"));
    List<String> decided =
        run.events().events().stream()
            .filter(RunEvent.LayerDecided.class::isInstance)
            .map(RunEvent.LayerDecided.class::cast)
            .map(event -> event.layer() + " " + event.code() + " " + event.detail())
            .toList();
    assertEquals(
        List.of(
            "loop-detection warned identical_calls, 3",
            "loop-detection stopped limit of 2 blocked calls, call number 2 was one of 'search'"
                + " (identical_calls)"),
        decided);
  }

  static List<ToolOutcome> outcomes() {
    IllegalStateException cause = new IllegalStateException("broken");
    return List.of(
        ToolOutcome.success("text"),
        ToolOutcome.toolError("no such order"),
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

  // The matrix of outcomes.
  @ParameterizedTest
  @MethodSource("outcomes")
  void onlyWhatAToolSaidOrFailedToSayCounts(ToolOutcome outcome) throws Exception {
    boolean counts =
        switch (outcome) {
          case ToolOutcome.Success _,
              ToolOutcome.ToolError _,
              ToolOutcome.InfrastructureError _,
              ToolOutcome.TimedOut _ ->
              true;
          case ToolOutcome.InvalidArguments _,
              ToolOutcome.UnknownTool _,
              ToolOutcome.Rejected _,
              ToolOutcome.ApprovalExpired _,
              ToolOutcome.Blocked _,
              ToolOutcome.Cancelled _,
              ToolOutcome.Suspended _,
              ToolOutcome.Internal _ ->
              false;
        };
    HarnessRun run = run(LoopDetection.standard(), outcome);
    codes(run, times(10, "{}"));
    assertEquals(counts ? 3 : 10, ran.get());
    assertEquals(counts, !run.stopRequests().isEmpty());
  }

  @Test
  void incidentsOfOneKindAreOneResultThoughEachHasItsNumber() throws Exception {
    AtomicInteger number = new AtomicInteger();
    HarnessRun run =
        ChainHarness.around(
                TOOL,
                call ->
                    new ToolOutcome.InfrastructureError(
                        "incident-" + number.incrementAndGet(), false, null))
            .layer(LoopDetection.standard())
            .build()
            .newRun();
    assertEquals(
        List.of("infrastructure_error", "infrastructure_error", "infrastructure_error", "blocked"),
        codes(run, times(4, "{}")));
  }

  @Test
  void aToolsErrorCarriesTheNoteAndStaysAnError() throws Exception {
    HarnessRun run = run(LoopDetection.standard(), ToolOutcome.toolError("no such order"));
    codes(run, times(2, "{}"));
    ToolOutcome third = call(run, 3, "{}");
    assertInstanceOf(ToolOutcome.ToolError.class, third);
    assertTrue(third.textForModel().startsWith("no such order\n[Note: "), third::textForModel);
  }

  @Test
  void theNoteIsNoPartOfTheResultThatIsCompared() throws Exception {
    LoopDetection patient = LoopDetection.builder().blockAt(6).build();
    HarnessRun run = run(patient, SAME);
    List<String> texts = new ArrayList<>();
    for (int turn = 1; turn <= 5; turn++) {
      texts.add(call(run, turn, "{}").textForModel());
    }
    assertEquals(1, texts.stream().filter(text -> text.contains("[Note")).count());
    assertEquals("blocked", call(run, 6, "{}").code());
  }

  @Test
  void eachRunHasAWindowOfItsOwn() throws Exception {
    ChainHarness chain =
        ChainHarness.around(TOOL, call -> SAME).layer(LoopDetection.standard()).build();
    for (int i = 0; i < 5; i++) {
      HarnessRun run = chain.newRun();
      assertEquals(List.of("success", "success", "success"), codes(run, times(3, "{}")));
    }
  }

  @Test
  void anInterruptLeavesNothingBehind() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    HarnessRun run =
        ChainHarness.around(
                TOOL,
                call -> {
                  if (calls.incrementAndGet() % 2 == 0) {
                    throw new InterruptedException("stop");
                  }
                  return SAME;
                })
            .layer(LoopDetection.standard())
            .build()
            .newRun();
    for (int turn = 1; turn <= 4; turn += 2) {
      assertEquals("success", call(run, turn, "{}").code());
      int next = turn + 1;
      assertThrows(InterruptedException.class, () -> call(run, next, "{}"));
    }
    assertEquals("success", call(run, 5, "{}").code());
  }

  // ---- settings

  @Test
  void argumentsMayBeLeftOutOfTheComparison() throws Exception {
    String[] calls = {
      "{\"q\":1,\"id\":1}", "{\"q\":1,\"id\":2}", "{\"id\":3,\"q\":1.0}", "{\"q\":1}"
    };
    assertEquals("success", codes(run(LoopDetection.standard(), SAME), calls).getLast());
    LoopDetection ignoring = LoopDetection.builder().ignoring("search", "id").build();
    assertEquals("blocked", codes(run(ignoring, SAME), calls).getLast());
    LoopDetection comparing = LoopDetection.builder().comparing("sea*", "q").build();
    assertEquals("blocked", codes(run(comparing, SAME), calls).getLast());
  }

  @Test
  void noArgumentsAreTheSameHoweverTheyAreWritten() throws Exception {
    assertEquals(
        "blocked", codes(run(LoopDetection.standard(), SAME), "{}", " { } ", "", "{}").getLast());
  }

  @Test
  void anExemptToolHasNoLink() {
    LoopDetection layer = LoopDetection.builder().exempt("*").watch("search").exempt("s*").build();
    assertEquals(1, links(layer, "search"));
    assertEquals(0, links(layer, "sleep"));
    assertEquals(0, links(layer, "other"));
  }

  private static int links(LoopDetection layer, String tool) {
    return ChainHarness.around(FakeTool.named(tool).build())
        .layer(layer)
        .build()
        .chain()
        .links()
        .size();
  }

  @Test
  void aPollableToolMayBeAskedAtItsPace(VirtualTime time) throws Exception {
    LoopDetection layer = LoopDetection.builder().pollable("search", Duration.ofSeconds(5)).build();
    HarnessRun run =
        ChainHarness.around(TOOL, call -> SAME).layer(layer).time(time).build().newRun();
    for (int turn = 1; turn <= 10; turn++) {
      assertSame(SAME, call(run, turn, "{}"));
      time.sleep(Duration.ofSeconds(5));
    }
    assertEquals("success", call(run, 11, "{}").code());
    assertEquals("success", call(run, 12, "{}").code());
    assertEquals("success", call(run, 13, "{}").code());
    assertEquals("blocked", call(run, 14, "{}").code());
  }

  @Test
  void aPollableToolWithoutAPaceMayBeAskedAtAnyTime() throws Exception {
    LoopDetection layer = LoopDetection.builder().pollable("search").build();
    assertFalse(codes(run(layer, SAME), times(30, "{}")).contains("blocked"));
  }

  @Test
  void everyStepCanBeMovedOrLeftOut() throws Exception {
    HarnessRun silent = run(LoopDetection.builder().withoutWarning().build(), SAME);
    codes(silent, times(4, "{}"));
    assertEquals(0, silent.events().events().size());

    HarnessRun soft = run(LoopDetection.builder().withoutBlocking().build(), SAME);
    assertFalse(codes(soft, times(10, "{}")).contains("blocked"));

    HarnessRun endless = run(LoopDetection.builder().withoutStopping().build(), SAME);
    codes(endless, times(10, "{}"));
    assertEquals(List.of(), endless.stopRequests());

    HarnessRun strict =
        run(LoopDetection.builder().warnAt(2).blockAt(3).stopAfter(1).build(), SAME);
    assertEquals(List.of("success", "success", "blocked"), codes(strict, times(3, "{}")));
    assertEquals(1, strict.stopRequests().size());

    HarnessRun news = run(LoopDetection.builder().noProgressAfter(2).build(), SAME);
    assertEquals(
        "blocked", codes(news, "{\"q\":1}", "{\"q\":2}", "{\"q\":3}", "{\"q\":4}").getLast());
  }

  @Test
  void senselessValuesAreRefusedByName() {
    LoopDetection.Builder builder = LoopDetection.builder();
    refused("loop detection warnAt must be at least 2, was 1", () -> builder.warnAt(1));
    refused("loop detection blockAt must be at least 2, was 0", () -> builder.blockAt(0));
    refused("loop detection stopAfter must be at least 1, was 0", () -> builder.stopAfter(0));
    refused(
        "loop detection noProgressAfter must be at least 2, was 1",
        () -> builder.noProgressAfter(1));
    refused(
        "loop detection interval of 'a' must not be negative, was PT-1S",
        () -> builder.pollable("a", Duration.ofSeconds(-1)));
    refused(
        "loop detection of 'a' must name at least one argument, named none",
        () -> builder.ignoring("a"));
    refused(
        "loop detection warnAt must be less than blockAt 3, was 3",
        () -> LoopDetection.builder().blockAt(3).build());
  }

  private static void refused(String message, Runnable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting::run).getMessage());
  }

  @Test
  void itPrintsItsSettings() {
    assertEquals(
        "LoopDetection(warn at 3, block at 4, stop after 2 blocked)",
        LoopDetection.standard().toString());
    assertEquals(
        "LoopDetection(no warning, block at 9, no stop, no progress after 5, watched: none, sleep"
            + " false, polled: none, job_* every PT5S, compared: none, a whatever id, b by q, r)",
        LoopDetection.builder()
            .withoutWarning()
            .blockAt(9)
            .withoutStopping()
            .noProgressAfter(5)
            .exempt("sleep")
            .pollable("job_*", Duration.ofSeconds(5))
            .ignoring("a", "id")
            .comparing("b", "r", "q")
            .build()
            .toBuilder()
            .build()
            .toString());
  }

  @Test
  void aRetryThatWouldRunItAgainIsRefused() {
    ChainOrderException refused =
        assertThrows(
            ChainOrderException.class,
            () ->
                ChainHarness.around(TOOL, call -> SAME)
                    .layer(LoopDetection.standard())
                    .link(
                        Anchor.POLICY,
                        "eager",
                        (call, next) -> next.handle(call),
                        LinkTrait.PROCEEDS_AGAIN)
                    .build());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("eager") && message.contains("loop-detection"), message);
  }

  @Test
  void anApprovalFurtherOutIsRefused() {
    assertThrows(
        ChainOrderException.class,
        () ->
            ChainHarness.around(TOOL, call -> SAME)
                .layer(LoopDetection.standard())
                .link(Anchor.POLICY, "approval", (call, next) -> next.handle(call))
                .build());
  }
}
