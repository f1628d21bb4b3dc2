package dev.agentruntime.middleware.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RuntimeExtension.class)
class ResultCacheTest {
  private static final RunOptions EVE = options("acme", "eve");
  private static final RunOptions BOB = options("acme", "bob");

  private final VirtualTime time;
  private final AtomicInteger asked = new AtomicInteger();
  private final AgentTool look = tool("look");

  ResultCacheTest(VirtualTime time) {
    this.time = time;
  }

  private AgentTool tool(String name) {
    return FakeTool.named(name)
        .traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE)
        .replies(call -> ToolOutcome.success("answer " + asked.incrementAndGet()))
        .build();
  }

  private static RunOptions options(String tenant, String principal) {
    return RunOptions.builder().tenant(tenant).principal(principal).build();
  }

  private static ResultCache cache() {
    return ResultCache.builder().cache("look", Duration.ofMinutes(5)).build();
  }

  private ChainHarness.Builder around(AgentTool tool) {
    return ChainHarness.around(tool).layer(cache()).time(time);
  }

  private static String text(ToolOutcome outcome) {
    return assertInstanceOf(ToolOutcome.Success.class, outcome).text();
  }

  @Test
  void theSameCallIsAnsweredFromMemoryAndSaysSo() throws InterruptedException {
    ChainHarness chain = around(look).build();
    assertEquals("answer 1", text(chain.newRun(EVE).call("{\"a\":1,\"b\":[2]}")));
    HarnessRun run = chain.newRun(EVE);
    assertEquals("answer 1", text(run.call("{ \"b\": [2.0], \"a\": 1 }")));
    assertEquals(
        List.of("hit"),
        run.events().events(RunEvent.LayerDecided.class).stream()
            .map(RunEvent.LayerDecided::code)
            .toList());
    assertEquals("answer 2", text(run.call("{\"a\":1,\"b\":[3]}")));
  }

  @Test
  void anotherPrincipalOrTenantAsksForItself() throws InterruptedException {
    ChainHarness chain = around(look).build();
    assertEquals("answer 1", text(chain.newRun(EVE).call("{}")));
    assertEquals("answer 2", text(chain.newRun(BOB).call("{}")));
    assertEquals("answer 3", text(chain.newRun(options("other", "eve")).call("{}")));
    assertEquals(
        "answer 4", text(chain.newRun(RunOptions.builder().principal("eve").build()).call("{}")));
    assertEquals("answer 1", text(chain.newRun(EVE).call("{}")));
  }

  @Test
  void withoutAPrincipalTheSessionIsTheScopeAndWithoutASessionTheRun() throws InterruptedException {
    ChainHarness chain = around(look).build();
    RunOptions session = RunOptions.builder().tenant("acme").session("s1").build();
    assertEquals("answer 1", text(chain.newRun(session).call("{}")));
    assertEquals("answer 1", text(chain.newRun(session).call("{}")));
    RunOptions other = RunOptions.builder().tenant("acme").session("s2").build();
    assertEquals("answer 2", text(chain.newRun(other).call("{}")));
    HarnessRun nobody = chain.newRun();
    assertEquals("answer 3", text(nobody.call("{}")));
    assertEquals("answer 3", text(nobody.call("{}")));
    assertEquals("answer 4", text(chain.newRun().call("{}")));
  }

  @Test
  void anAnswerIsGoodForItsTime() throws InterruptedException {
    ChainHarness chain = around(look).build();
    chain.newRun(EVE).call("{}");
    time.sleep(Duration.ofMinutes(5).minusNanos(1));
    assertEquals("answer 1", text(chain.newRun(EVE).call("{}")));
    time.sleep(Duration.ofNanos(1));
    assertEquals("answer 2", text(chain.newRun(EVE).call("{}")));
  }

  @Test
  void onlyDeclaredToolsThatAreCacheableHaveALink() {
    AgentTool plain = FakeTool.named("lookup").traits(ToolTrait.READ_ONLY).build();
    ResultCache all = ResultCache.builder().cache("*", Duration.ofMinutes(1)).build();
    assertEquals("lookup", ChainHarness.around(plain).layer(all).build().toString());
    assertEquals(
        "result-cache-peek(result-cache(look))",
        ChainHarness.around(look).layer(all).build().toString());
    assertEquals("other", ChainHarness.around(tool("other")).layer(cache()).build().toString());
    ChainHarness.Builder exact =
        ChainHarness.around(FakeTool.answering("look", "ok")).layer(cache());
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, exact::build);
    assertTrue(refused.toString().contains("'look' must be READ_ONLY and CACHEABLE"));
  }

  @Test
  void nothingIsAnsweredFromMemoryBeforeAHumanWasAsked() {
    Link memory =
        Link.of(
            Anchor.PEEK,
            "early-cache",
            (call, next) -> next.handle(call),
            LinkTrait.ANSWERS_FROM_MEMORY);
    Link human =
        Link.of(
            Anchor.APPROVAL,
            "approval",
            (call, next) -> next.handle(call),
            LinkTrait.WAITS_FOR_HUMAN);
    ChainHarness.Builder early = ChainHarness.around(look).link(memory).link(human);
    assertThrows(ChainOrderException.class, early::build);
    assertEquals(
        "result-cache-peek(approval(result-cache(look)))",
        around(look).link(human).build().toString());
  }

  @Test
  void aRefusedCallerCannotReadWhatWasRemembered() throws InterruptedException {
    ToolOutcome rejected = new ToolOutcome.Rejected("policy", "no");
    ChainHarness chain =
        around(look)
            .link(
                Anchor.APPROVAL,
                "approval",
                (call, next) -> asked.get() == 0 ? next.handle(call) : rejected)
            .build();
    chain.newRun(EVE).call("{}");
    assertEquals(rejected, chain.newRun(EVE).call("{ }"));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void ofAllOutcomesOnlyASuccessIsRemembered(ToolOutcome outcome) throws InterruptedException {
    ChainHarness chain =
        ChainHarness.around(
                ToolDescriptor.of(look),
                call -> {
                  asked.incrementAndGet();
                  return outcome;
                })
            .layer(cache())
            .time(time)
            .build();
    chain.newRun(EVE).call("{}");
    assertEquals(outcome, chain.newRun(EVE).call("{}"));
    int expected =
        switch (outcome) {
          case ToolOutcome.Success _ -> 1;
          case ToolOutcome.ToolError _,
              ToolOutcome.InfrastructureError _,
              ToolOutcome.TimedOut _,
              ToolOutcome.InvalidArguments _,
              ToolOutcome.UnknownTool _,
              ToolOutcome.Rejected _,
              ToolOutcome.ApprovalExpired _,
              ToolOutcome.Blocked _,
              ToolOutcome.Cancelled _,
              ToolOutcome.Suspended _,
              ToolOutcome.Internal _ ->
              2;
        };
    assertEquals(expected, asked.get());
  }

  static Stream<ToolOutcome> outcomes() {
    return Stream.of(
        ToolOutcome.success("yes"),
        ToolOutcome.toolError("no"),
        new ToolOutcome.InfrastructureError("inc-1", true, null),
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        new ToolOutcome.InvalidArguments("bad"),
        new ToolOutcome.UnknownTool("lok", List.of("look")),
        new ToolOutcome.Rejected("eve", "no"),
        new ToolOutcome.ApprovalExpired("r-1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("other", "closed", "Closed.", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
        new ToolOutcome.Suspended("r-1", "waits"),
        new ToolOutcome.Internal("inc-1", "other", null));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void aWriteCountsUnlessItIsCertainThatItDidNotBegin(ToolOutcome outcome) {
    boolean expected =
        switch (outcome) {
          case ToolOutcome.Success _,
              ToolOutcome.ToolError _,
              ToolOutcome.InfrastructureError _,
              ToolOutcome.TimedOut _,
              ToolOutcome.Cancelled _,
              ToolOutcome.Internal _ ->
              true;
          case ToolOutcome.InvalidArguments _,
              ToolOutcome.UnknownTool _,
              ToolOutcome.Rejected _,
              ToolOutcome.ApprovalExpired _,
              ToolOutcome.Blocked _,
              ToolOutcome.Suspended _ ->
              false;
        };
    assertEquals(expected, CountedWrites.mayHaveWritten(outcome));
  }

  @Test
  void aWriteThatThrewOrWasInterruptedCounts() {
    assertTrue(CountedWrites.mayHaveWritten(null));
  }

  @Test
  void itSaysItsSettingsAndRefusesSenselessOnes() {
    assertEquals(
        "ResultCache(none, look for PT5M, look stale after edit_*, at most 10 results and 20"
            + " characters)",
        ResultCache.builder()
            .cache("look", Duration.ofMinutes(5))
            .staleAfter("edit_*", "look")
            .maxEntries(10)
            .maxCharacters(20)
            .build()
            .toString());
    ResultCache.Builder builder = ResultCache.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.cache("look", Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.cache(" ", Duration.ofSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> builder.staleAfter("", "look"));
    assertThrows(IllegalArgumentException.class, () -> builder.maxEntries(0));
    assertThrows(IllegalArgumentException.class, () -> builder.maxCharacters(0));
  }

  @Test
  void aToolThatFailedIsAskedAgain() throws InterruptedException {
    AgentTool shaky =
        FakeTool.named("look")
            .traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE)
            .onCall(1, Replies.error("not now"))
            .replies(Replies.text("here"))
            .build();
    ChainHarness chain = around(shaky).build();
    assertEquals(ToolOutcome.toolError("not now"), chain.newRun(EVE).call("{}"));
    assertEquals("here", text(chain.newRun(EVE).call("{}")));
  }
}
