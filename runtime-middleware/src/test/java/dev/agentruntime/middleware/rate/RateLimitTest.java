package dev.agentruntime.middleware.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class RateLimitTest {
  private static final Rate ONE_A_MINUTE = Rate.of(1, Duration.ofMinutes(1));
  private static final RunOptions NOBODY = RunOptions.none();

  private final FakeTool search = FakeTool.named("search").build();
  private final VirtualTime time;

  RateLimitTest(VirtualTime time) {
    this.time = time;
  }

  @Test
  void beyondTheBurstACallIsRefusedWithTheSecondsToWait() throws InterruptedException {
    ChainHarness chain = chain(limit(Rate.of(2, Duration.ofMinutes(1)), RateKey.RUNTIME).build());

    assertEquals(List.of("success", "success", "blocked"), calls(chain, NOBODY, 3));
    time.sleep(Duration.ofMillis(500));
    ToolOutcome refused = chain.call("{}");

    assertEquals(
        "This tool has been called as often as it may be for now. Go on with something else. Try"
            + " again in 30 s at the earliest.",
        refused.textForModel());
    assertEquals(RateLimit.LIMITED, ((ToolOutcome.Blocked) refused).reasonCode());
    assertEquals(2, search.invocations().size());
  }

  @Test
  void whoComesBackWhenToldIsLetThrough() throws InterruptedException {
    ChainHarness chain = chain(limit(ONE_A_MINUTE, RateKey.RUNTIME).build());
    chain.call("{}");
    ToolOutcome.Blocked refused = (ToolOutcome.Blocked) chain.call("{}");

    time.sleep(refused.retryAfter().orElseThrow());

    assertEquals("success", chain.call("{}").code());
  }

  @Test
  void aShortWaitIsWaitedOutAndTold() throws InterruptedException {
    ChainHarness chain = chain(limit(Rate.of(1, Duration.ofSeconds(4)), RateKey.RUNTIME).build());
    chain.call("{}");
    HarnessRun run = chain.newRun();

    assertEquals("success", run.call("{}").code());

    assertEquals(Duration.ofSeconds(4), time.elapsed());
    assertEquals("PT4S", run.events().next(RunEvent.LayerDecided.class).detail());
  }

  @Test
  void thoseWhoWaitAreServedInTheOrderOfComing() throws InterruptedException {
    ChainHarness chain = chain(limit(Rate.of(1, Duration.ofSeconds(2)), RateKey.RUNTIME).build());
    List<String> order = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < 5; caller++) {
      String name = "caller-" + caller;
      threads.add(
          time.start(
              name,
              () -> {
                try {
                  String code = chain.call("{}").code();
                  synchronized (order) {
                    order.add(name + " " + code + " at " + time.elapsed().toSeconds());
                  }
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
      time.sleep(Duration.ofNanos(1));
    }
    for (Thread thread : threads) {
      time.join(thread);
    }

    assertEquals(
        List.of(
            "caller-0 success at 0",
            "caller-1 success at 2",
            "caller-2 success at 4",
            "caller-3 success at 6",
            "caller-4 success at 8"),
        order);
  }

  @Test
  void aWaitThatTheCallsDeadlineDoesNotAllowIsNotBegun() throws InterruptedException {
    ChainHarness chain = chain(limit(Rate.of(1, Duration.ofSeconds(4)), RateKey.RUNTIME).build());
    chain.call("{}");
    HarnessRun run = chain.newRun(RunOptions.builder().timeout(Duration.ofSeconds(4)).build());

    assertEquals("blocked", run.call("{}").code());
    assertEquals(Duration.ZERO, time.elapsed());
    time.sleep(Duration.ofSeconds(4));
    assertEquals("success", chain.call("{}").code(), "it took nothing");
    assertEquals(Duration.ofSeconds(4), time.elapsed());
  }

  @Test
  void whoIsCancelledWhileWaitingGivesItsTokensBack() throws InterruptedException {
    ChainHarness chain = chain(limit(Rate.of(1, Duration.ofSeconds(8)), RateKey.RUNTIME).build());
    chain.call("{}");
    HarnessRun run = chain.newRun();
    AtomicReference<String> ended = new AtomicReference<>("nothing");
    Thread caller =
        time.start(
            "caller",
            () -> {
              try {
                ended.set(run.call("{}").code());
              } catch (InterruptedException e) {
                ended.set("interrupted");
              }
            });
    time.sleep(Duration.ofSeconds(3));
    run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"));
    time.join(caller);

    assertEquals("interrupted", ended.get());
    assertEquals("success", chain.call("{}").code());
    assertEquals(Duration.ofSeconds(8), time.elapsed());
  }

  @Test
  void severalBucketsAreTakenFromAllOrNone() throws InterruptedException {
    ChainHarness chain =
        chain(
            limit(Rate.of(3, Duration.ofMinutes(1)), RateKey.RUNTIME)
                .limit("*", ONE_A_MINUTE, RateKey.TENANT)
                .build());

    assertEquals(List.of("success", "blocked", "blocked"), calls(chain, tenant("a"), 3));
    assertEquals(List.of("success", "blocked"), calls(chain, tenant("b"), 2));
    assertEquals(
        List.of("success"),
        calls(chain, tenant("c"), 1),
        "what the tenants' buckets refused took nothing from the runtime's");
    assertEquals(List.of("blocked"), calls(chain, tenant("d"), 1));
  }

  @Test
  void tenantsPrincipalsAndSessionsAreCountedApart() throws InterruptedException {
    for (RateKey key : List.of(RateKey.TENANT, RateKey.PRINCIPAL, RateKey.SESSION)) {
      ChainHarness chain = chain(limit(ONE_A_MINUTE, key).build());
      RunOptions ann = options("acme", "ann", "s1");
      RunOptions bob = options("acme", "bob", "s2");
      RunOptions stranger = options("other", "ann", "s1");

      assertEquals(List.of("success", "blocked"), calls(chain, ann, 2), key::toString);
      String bobs = key == RateKey.TENANT ? "blocked" : "success";
      assertEquals(List.of(bobs, "blocked"), calls(chain, bob, 2), key::toString);
      assertEquals(List.of("success"), calls(chain, stranger, 1), "ids are those of a tenant");
    }
  }

  @Test
  void toolsAreCountedTogetherOrApart() throws InterruptedException {
    RateLimit together = limit(ONE_A_MINUTE, RateKey.RUNTIME).build();
    RateLimit apart = limit(ONE_A_MINUTE, RateKey.TOOL, RateKey.TENANT).build();

    ChainHarness one = chain(together);
    one.call("{}");
    assertEquals("blocked", call(one, together, "list"));
    ChainHarness two = chain(apart);
    two.call("{}");
    assertEquals("success", call(two, apart, "list"));
    assertEquals("blocked", call(two, apart, "list"));
  }

  @Test
  void aLimitHoldsForTheToolsItNamesAndCostsOthersNothing() {
    RateLimit layer = RateLimit.builder().limit("get_*", ONE_A_MINUTE, RateKey.RUNTIME).build();

    assertEquals("search", chain(layer).toString());
    assertEquals(
        "rate-limit-peek(rate-limit(get_pods))",
        ChainHarness.around(FakeTool.named("get_pods").build()).layer(layer).build().toString());
  }

  @Test
  void aCallMayCostMore() throws InterruptedException {
    ChainHarness chain =
        chain(limit(Rate.of(4, Duration.ofMinutes(1)), RateKey.RUNTIME).cost("search", 2).build());

    assertEquals(List.of("success", "success", "blocked"), calls(chain, NOBODY, 3));
  }

  @Test
  void whatCanNeverFitIsToldApartFromTryLater() throws InterruptedException {
    ChainHarness chain =
        chain(limit(Rate.of(4, Duration.ofMinutes(1)), RateKey.RUNTIME).cost("search", 5).build());

    ToolOutcome.Blocked refused = (ToolOutcome.Blocked) chain.call("{}");

    assertEquals(RateLimit.NEVER_FITS, refused.reasonCode());
    assertEquals(Optional.empty(), refused.retryAfter());
    assertEquals(
        "This tool can never be called: a call counts as 5, and at most 4 are allowed at once. Go"
            + " on without it.",
        refused.textForModel());
  }

  @Test
  void noHumanIsAskedAboutACallThatWouldBeRefusedAndNoneWhileTokensAreHeld()
      throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    ChainHarness chain =
        ChainHarness.around(search)
            .layer(limit(ONE_A_MINUTE, RateKey.RUNTIME).build())
            .link(
                Anchor.APPROVAL,
                "human",
                (call, next) -> {
                  asked.incrementAndGet();
                  return next.handle(call);
                },
                LinkTrait.WAITS_FOR_HUMAN)
            .time(time)
            .build();

    calls(chain, NOBODY, 3);

    assertEquals(1, asked.get());
    ChainHarness.Builder wrong =
        ChainHarness.around(search)
            .layer(limit(ONE_A_MINUTE, RateKey.RUNTIME).build())
            .link(Anchor.TOOL, "human", (c, next) -> next.handle(c), LinkTrait.WAITS_FOR_HUMAN);
    assertThrows(ChainOrderException.class, wrong::build);
  }

  @Test
  void senselessValuesAreRefusedByNameValueAndBound() {
    RateLimit.Builder builder = RateLimit.builder();

    assertRefused("rate limit cost of 'a*' must be at least 1, was 0", () -> builder.cost("a*", 0));
    assertRefused(
        "rate limit maxWait must not be negative, was PT-1S",
        () -> builder.maxWait(Duration.ofSeconds(-1)));
    assertRefused("rate limit maxKeys must be at least 1, was 0", () -> builder.maxKeys(0));
  }

  @Test
  void itSaysItsSettings() {
    assertEquals(
        "RateLimit([* 1 per PT1M, 1 at once by [TENANT]], costs 1, waits at most PT10S, at most"
            + " 10000 principals)",
        limit(ONE_A_MINUTE, RateKey.TENANT).build().toString());
  }

  private static RateLimit.Builder limit(Rate rate, RateKey key, RateKey... more) {
    return RateLimit.builder().limit("*", rate, key, more);
  }

  private static RunOptions tenant(String tenant) {
    return RunOptions.builder().tenant(tenant).build();
  }

  private static RunOptions options(String tenant, String principal, String session) {
    return RunOptions.builder().tenant(tenant).principal(principal).session(session).build();
  }

  private List<String> calls(ChainHarness chain, RunOptions options, int count)
      throws InterruptedException {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      codes.add(chain.newRun(options).call("{}").code());
    }
    return codes;
  }

  private static String call(ChainHarness chain, RateLimit layer, String tool)
      throws InterruptedException {
    ToolDescriptor other = ToolDescriptor.of(FakeTool.named(tool).build());
    LayerBinding binding = new LayerBinding(other, layer.name(), chain.services());
    HarnessRun run = chain.newRun();
    return ToolChain.compose(other, layer.bind(binding), call -> ToolOutcome.success("ok"))
        .run(run.frame(), run.nextIdentity(), ToolArguments.ofText("{}"))
        .code();
  }

  private ChainHarness chain(RateLimit layer) {
    return ChainHarness.around(search).layer(layer).time(time).build();
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}
