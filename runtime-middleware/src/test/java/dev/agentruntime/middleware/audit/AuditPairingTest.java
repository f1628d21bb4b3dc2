package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.middleware.PanicRecovery;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of calls, the account of each is whole, and says what the caller was told. */
// guard(audit(audit-intent(approval(timeout(retry(audit-started(tool))))))
class AuditPairingTest {
  private static final int CALLS = 400;
  private static final ToolDescriptor TOOL = ToolDescriptor.of(FakeTool.named("pay").build());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyCallIsProposedOnceAndEndsOnce(long seed) throws Exception {
    AuditRing ring = AuditRing.of(CALLS);
    RecordedSink sink = new RecordedSink();
    Map<String, String> told = play(seed, Audit.inMemory(ring).build());
    check(told, ring.records());
    assertEquals(told, play(seed, Audit.to(sink, Streams.KEY).build()), "same seed, same story");
    check(told, sink.records());
  }

  private static void check(Map<String, String> told, List<AuditRecord> records) {
    Map<String, List<AuditRecord>> calls = new LinkedHashMap<>();
    for (AuditRecord record : records) {
      String id = ((AuditRecord.OfCall) record).call().callId();
      calls.computeIfAbsent(id, none -> new ArrayList<>()).add(record);
    }
    assertEquals(told.keySet(), calls.keySet());
    calls.forEach((id, account) -> checkOne(id, told.getOrDefault(id, "?"), account));
  }

  private static void checkOne(String id, String told, List<AuditRecord> account) {
    Supplier<String> shown = () -> id + ", told " + told + ": " + Accounts.kinds(account);
    assertEquals(1, Accounts.all(AuditRecord.Proposed.class, account).size(), shown);
    int started = Accounts.all(AuditRecord.Started.class, account).size();
    switch (account.getLast()) {
      case AuditRecord.Suspended _ -> assertEquals("suspended", told, shown);
      case AuditRecord.Finished finished -> {
        assertEquals(told, finished.ending().code(), shown);
        assertEquals(finished.attempts(), started, shown);
        assertEquals(1, Accounts.all(AuditRecord.Finished.class, account).size(), shown);
      }
      default -> throw new AssertionError("no end: " + shown.get());
    }
  }

  /** What each caller was told, by call. */
  private static Map<String, String> play(long seed, Layer audit) throws Exception {
    Map<String, String> told = new LinkedHashMap<>();
    try (VirtualTime time = VirtualTime.auto()) {
      Random random = new Random(seed);
      ChainHarness chain =
          ChainHarness.around(TOOL, call -> tool(call, time, random))
              .layer(audit)
              .layer(new PanicRecovery())
              .layer(Timeout.builder().limit(Duration.ofSeconds(5)).build())
              .link(approval(random))
              .link(retry())
              .time(time)
              .build();
      HarnessRun run = chain.newRun();
      time.join(
          time.start(
              "caller",
              () -> {
                for (int i = 1; i <= CALLS; i++) {
                  told.put("call-" + i, code(run));
                }
              }));
      chain.close();
    }
    return told;
  }

  private static String code(HarnessRun run) {
    try {
      ToolOutcome outcome = run.call("{\"a\":1}");
      return outcome instanceof ToolOutcome.Internal ? "threw" : outcome.code();
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  private static ToolOutcome tool(ToolCall call, VirtualTime time, Random random)
      throws InterruptedException {
    switch (random.nextInt(8)) {
      case 0 -> time.sleep(Duration.ofSeconds(60));
      case 1 -> throw new IllegalStateException("a defect");
      case 2 -> throw new AssertionError("a defect");
      case 3 -> throw new InterruptedException("from inside");
      case 4 -> {
        return new ToolOutcome.InfrastructureError("inc-1", true, null);
      }
      case 5 -> {
        return ToolOutcome.toolError("no");
      }
      default -> time.sleep(Duration.ofSeconds(1));
    }
    return ToolOutcome.success("attempt " + call.attempt());
  }

  private static Link approval(Random random) {
    return Link.of(
        Anchor.APPROVAL,
        "approval",
        (call, next) ->
            switch (random.nextInt(10)) {
              case 0 -> new ToolOutcome.Suspended("req-1", "waits");
              case 1 -> new ToolOutcome.Rejected("eve", "no");
              case 2 -> throw new IllegalStateException("a defect of the layer");
              default -> next.handle(call);
            });
  }

  private static Link retry() {
    return Link.of(Anchor.RETRY, "retry", AuditPairingTest::tryTwice, LinkTrait.PROCEEDS_AGAIN);
  }

  private static ToolOutcome tryTwice(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome first = next.handle(call);
    return first instanceof ToolOutcome.InfrastructureError
        ? next.handle(call.nextAttempt())
        : first;
  }
}
