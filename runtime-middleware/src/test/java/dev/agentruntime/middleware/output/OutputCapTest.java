package dev.agentruntime.middleware.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.artifact.ArtifactScope;
import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.artifact.InMemoryArtifactStore;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutputCapTest {
  private static final String LONG = "line of a log\n".repeat(10_000) + "exit code 1";

  private final InMemoryArtifactStore store = new InMemoryArtifactStore();

  private static ChainHarness.Builder answering(ToolOutcome outcome) {
    return ChainHarness.around(ToolDescriptor.of(FakeTool.answering("dump", "")), call -> outcome);
  }

  private static String text(ToolOutcome outcome) {
    return assertInstanceOf(ToolOutcome.Success.class, outcome).text();
  }

  private OutputCap keeping() {
    return OutputCap.builder().artifacts(store).build();
  }

  @Test
  void aResultOfFiftyThousandCharactersIsShownWhole() throws InterruptedException {
    ToolOutcome whole = ToolOutcome.success("x".repeat(50_000));
    assertSame(whole, answering(whole).layer(OutputCap.standard()).build().call("{}"));
    ToolOutcome longer = ToolOutcome.success("x".repeat(50_001));
    String shown = text(answering(longer).layer(OutputCap.standard()).build().call("{}"));
    assertEquals(50_000, shown.length());
    assertTrue(shown.contains("The result is 50001 characters long"), shown);
  }

  @Test
  void theNoticeNamesAHandleOnlyIfTheWholeWasKept() throws InterruptedException {
    ChainHarness kept = answering(ToolOutcome.success(LONG)).layer(keeping()).build();
    HarnessRun run = kept.newRun();
    String shown = text(run.call("{}"));
    assertTrue(shown.contains("kept as artifact art-1"), shown);
    assertTrue(shown.endsWith("exit code 1"));
    assertEquals(Optional.of(LONG), store.load(ArtifactScope.of(run.frame()), "art-1"));

    ChainHarness dropped = answering(ToolOutcome.success(LONG)).layer(OutputCap.standard()).build();
    assertTrue(text(dropped.call("{}")).contains("was not kept and cannot be read"));

    OutputCap full =
        OutputCap.builder().artifacts(new InMemoryArtifactStore(1, LONG.length() - 1)).build();
    HarnessRun noRoom = answering(ToolOutcome.success(LONG)).layer(full).build().newRun();
    assertTrue(text(noRoom.call("{}")).contains("was not kept and cannot be read"));
    assertEquals(List.of("not_kept", "shortened"), codes(noRoom));
  }

  private static List<String> codes(HarnessRun run) {
    return run.events().events(RunEvent.LayerDecided.class).stream()
        .map(RunEvent.LayerDecided::code)
        .toList();
  }

  @Test
  void aStoreThatThrowsCostsTheRestOfTheResultAndNotTheResult() throws InterruptedException {
    ArtifactStore broken =
        new ArtifactStore() {
          @Override
          public Optional<String> save(ArtifactScope scope, String text) {
            throw new IllegalStateException("disk full, and a secret");
          }

          @Override
          public Optional<String> load(ArtifactScope scope, String handle) {
            return Optional.empty();
          }
        };
    HarnessRun run =
        answering(ToolOutcome.success(LONG))
            .layer(OutputCap.builder().artifacts(broken).build())
            .build()
            .newRun();
    String shown = text(run.call("{}"));
    assertTrue(shown.contains("was not kept"));
    assertFalse(shown.contains("secret"));
    assertEquals(List.of("not_kept", "shortened"), codes(run));
  }

  @Test
  void jsonStaysJson() throws InterruptedException {
    StringBuilder json = new StringBuilder(" [");
    for (int i = 0; i < 20_000; i++) {
      json.append("{\"row\":").append(i).append("},");
    }
    json.append("{\"row\":-1}]");
    String shown =
        text(answering(ToolOutcome.success(json.toString())).layer(keeping()).build().call("{}"));
    assertTrue(shown.length() <= 50_000);
    assertTrue(JsonDecoder.strict().decode(shown).value().orElseThrow().isArray());
    assertTrue(shown.contains("of 20001 elements left out"));
    assertTrue(shown.contains("kept as artifact art-1"));
  }

  @Test
  void whatOnlyBeginsLikeJsonIsAText() throws InterruptedException {
    String shown =
        text(
            answering(ToolOutcome.success("[INFO] " + LONG))
                .layer(OutputCap.standard())
                .build()
                .call("{}"));
    assertTrue(shown.startsWith("[INFO] line") && shown.endsWith("exit code 1"));
  }

  @Test
  void aLongErrorStaysAnError() throws InterruptedException {
    ToolOutcome outcome =
        answering(ToolOutcome.toolError(LONG)).layer(keeping()).build().call("{}");
    String message = assertInstanceOf(ToolOutcome.ToolError.class, outcome).message();
    assertTrue(message.length() <= 50_000 && message.contains("art-1"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherOutcomePassesAsItIs(ToolOutcome outcome) throws InterruptedException {
    boolean passes =
        switch (outcome) {
          case ToolOutcome.Success _, ToolOutcome.ToolError _ -> false;
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
              true;
        };
    assertTrue(passes);
    assertSame(outcome, answering(outcome).layer(keeping()).build().call("{}"));
    assertEquals(0, store.size());
  }

  static Stream<ToolOutcome> others() {
    return Stream.of(
        new ToolOutcome.InfrastructureError("inc-1", true, null),
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        new ToolOutcome.InvalidArguments(LONG),
        new ToolOutcome.UnknownTool("dmp", List.of("dump")),
        new ToolOutcome.Rejected("eve", LONG),
        new ToolOutcome.ApprovalExpired("r-1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("other", "closed", "Closed.", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
        new ToolOutcome.Suspended("r-1", "waits"),
        new ToolOutcome.Internal("inc-1", "other", null));
  }

  @Test
  void theResultsOfOneTurnShareARoom() throws InterruptedException {
    HarnessRun run =
        answering(ToolOutcome.success("x".repeat(40_000)))
            .layer(OutputCap.builder().turnLimit(100_000).build())
            .build()
            .newRun();
    assertEquals(40_000, text(run.call("{}")).length());
    assertEquals(40_000, text(run.call("{}")).length());
    assertEquals(20_000, text(run.call("{}")).length());
    assertEquals(OutputCap.LEAST_SHOWN, text(run.call("{}")).length());
  }

  @Test
  void aToolMayHaveALimitOfItsOwn() throws InterruptedException {
    OutputCap cap = OutputCap.builder().limit("other*", 1_000).limit("du*", 2_000).build();
    ToolOutcome outcome =
        answering(ToolOutcome.success("x".repeat(40_000))).layer(cap).build().call("{}");
    assertEquals(2_000, text(outcome).length());
  }

  /** Redaction happens at REVEAL, further in: what is cut and kept has been redacted. */
  @Test
  void whatIsCutAndKeptWasRedactedBefore() throws InterruptedException {
    HarnessRun run =
        answering(ToolOutcome.success("secret ".repeat(20_000)))
            .layer(keeping())
            .link(
                Anchor.REVEAL,
                "redact",
                (call, next) ->
                    ToolOutcome.success(text(next.handle(call)).replace("secret", "[gone]")))
            .build()
            .newRun();
    assertFalse(text(run.call("{}")).contains("secret"));
    String kept = store.load(ArtifactScope.of(run.frame()), "art-1").orElseThrow();
    assertFalse(kept.contains("secret"));
  }

  @Test
  void itStandsOutsideTheResultCache() {
    FakeTool dump = FakeTool.named("dump").traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE).build();
    ResultCache cache = ResultCache.builder().cache("dump", Duration.ofMinutes(1)).build();
    assertEquals(
        "result-cache-peek(output-cap(result-cache(dump)))",
        ChainHarness.around(dump).layer(keeping()).layer(cache).build().toString());
    ChainHarness.Builder wrong = ChainHarness.around(dump).layer(cache).layer(keeping());
    assertThrows(ChainOrderException.class, wrong::build);
  }

  /**
   * From the shortened result to the last page, through the chain, and not from another session.
   */
  @Test
  void aModelPagesThroughWhatWasKept() {
    OutputCap cap = keeping();
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("dump", "{}"),
            Turn.call("read_artifact", "{\"artifact\":\"art-1\",\"offset\":139990,\"limit\":30}")
                .andCall("read_artifact", "{\"artifact\":\"art-1\",\"find\":\"EXIT\"}"),
            Turn.answer("done"),
            Turn.call("read_artifact", "{\"artifact\":\"art-1\"}"),
            Turn.answer("done"));
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .tools(FakeTool.answering("dump", LONG), cap.reader())
            .middleware(cap)
            .build()) {
      List<String> read =
          results(runtime, RunOptions.builder().tenant("acme").session("s-1").build());
      assertTrue(read.get(1).startsWith(" of a log\n"), read.get(1));
      assertTrue(read.get(1).contains("exit code 1\n[characters 139990 to 140011"), read.get(1));
      assertTrue(read.get(2).startsWith("140000: exit code 1\n[these are all"), read.get(2));
      List<String> others =
          results(runtime, RunOptions.builder().tenant("other").session("s-1").build());
      assertTrue(others.getFirst().contains("has no artifact 'art-1'"), others.getFirst());
    }
  }

  private static List<String> results(AgentRuntime runtime, RunOptions options) {
    return runtime.agent("a").build().run("go", options).summary().messages().stream()
        .filter(ToolExecutionResultMessage.class::isInstance)
        .map(message -> ((ToolExecutionResultMessage) message).text())
        .toList();
  }

  @Test
  void itSaysItsSettingsAndRefusesSenselessOnes() {
    assertEquals(
        "OutputCap(50000 characters, du* 2000 characters, at most 200000 per turn, 60% head, the"
            + " rest dropped)",
        OutputCap.builder().limit("du*", 2_000).build().toString());
    OutputCap.Builder builder = OutputCap.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.limit(999));
    assertThrows(IllegalArgumentException.class, () -> builder.limit("x", 999));
    assertThrows(IllegalArgumentException.class, () -> builder.limit(" ", 1_000));
    assertThrows(IllegalArgumentException.class, () -> builder.turnLimit(0));
    assertThrows(IllegalArgumentException.class, () -> builder.headShare(-0.1));
    assertThrows(IllegalArgumentException.class, () -> builder.headShare(1.1));
    assertThrows(IllegalArgumentException.class, () -> builder.headShare(Double.NaN));
    assertThrows(IllegalStateException.class, () -> OutputCap.standard().reader());
  }
}
