package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.event.Level;

/** log(log-attempts(tool)) */
@ExtendWith(RuntimeExtension.class)
class CallLoggerTest {
  private static final String CANARY = "canary-4111-1111";
  private static final JsonObjectSchema SCHEMA =
      JsonObjectSchema.builder().addStringProperty("query").addStringProperty("page").build();

  private final CapturingLogger log = new CapturingLogger();

  @Test
  void aCallIsOneLineAtInfoWithNamesSizesAndDurations(VirtualTime time)
      throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search")
            .schema(SCHEMA)
            .delay(Duration.ofMillis(1500))
            .replies(Replies.text("two hits"))
            .build();

    ChainHarness.around(tool)
        .layer(logger())
        .time(time)
        .build()
        .call("{\"query\":\"" + CANARY + "\"}");

    assertEquals(
        List.of(
            "tool call ended tool=search call_id=call-1 run_id=run-1 agent=harness turn=1"
                + " outcome=success took_us=1500000 argument_chars=28 argument_keys=query"
                + " result_chars=8"),
        log.lines(Level.INFO));
  }

  @Test
  void eachAttemptIsOneLineAtDebug() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search")
            .onCall(1, Replies.failure(() -> new IllegalStateException(CANARY)))
            .build();
    ChainHarness chain =
        ChainHarness.around(tool)
            .layer(logger())
            .link(
                Anchor.RETRY,
                "retry",
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call.nextAttempt());
                },
                LinkTrait.PROCEEDS_AGAIN)
            .build();

    chain.call("{}");

    List<String> lines = log.lines(Level.DEBUG);
    assertEquals(2, lines.size());
    assertTrue(
        lines.get(0).contains(" attempt=1 outcome=infrastructure_error took_us="), lines.get(0));
    assertTrue(lines.get(1).contains(" attempt=2 outcome=success took_us="), lines.get(1));
    assertEquals(1, log.lines(Level.INFO).size());
  }

  @Test
  void aRefusedCallIsLoggedWithTheLayerAndItsCode() throws InterruptedException {
    ToolOutcome refusal =
        new ToolOutcome.Blocked("rate-limit", "no_tokens", CANARY, Duration.ofSeconds(3));

    logged(refusal);

    String line = log.lines(Level.INFO).getFirst();
    assertTrue(
        line.contains(" outcome=blocked ")
            && line.endsWith(" layer=rate-limit reason=no_tokens retry_after_ms=3000"),
        line);
    assertEquals(List.of(), log.lines(Level.DEBUG), "no attempt was made");
  }

  @Test
  void everyOutcomeIsLoggedByItsCodeAndWithoutItsWords() throws InterruptedException {
    Exception cause = new IllegalStateException(CANARY, new IllegalArgumentException(CANARY));
    List<ToolOutcome> outcomes =
        List.of(
            new ToolOutcome.Success(CANARY),
            new ToolOutcome.ToolError(CANARY),
            new ToolOutcome.InfrastructureError("inc-1", true, cause),
            new ToolOutcome.TimedOut(Duration.ofSeconds(30), true, false),
            new ToolOutcome.InvalidArguments(CANARY),
            new ToolOutcome.Rejected(CANARY, CANARY),
            new ToolOutcome.ApprovalExpired("req-1", Duration.ofMinutes(30)),
            new ToolOutcome.Blocked("layer", "code", CANARY, null),
            new ToolOutcome.Cancelled(
                dev.agentruntime.context.Cancellation.of(
                    dev.agentruntime.context.Cancellation.Kind.REQUESTED, CANARY)),
            new ToolOutcome.Suspended("req-2", CANARY),
            new ToolOutcome.Internal("inc-2", "layer", cause));
    for (ToolOutcome outcome : outcomes) {
      logged(outcome);
    }

    List<String> lines = log.lines(Level.INFO);
    assertEquals(outcomes.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(lines.get(i).contains(" outcome=" + outcomes.get(i).code() + " "), lines.get(i));
    }
    assertFalse(log.all().contains("canary"), log::all);
  }

  @Test
  void valuesNeverAppearInAnyLine() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search")
            .schema(SCHEMA)
            .onCall(1, Replies.text(CANARY))
            .onCall(
                2,
                Replies.failure(
                    () -> new IllegalStateException(CANARY, new IllegalArgumentException(CANARY))))
            .onCall(3, Replies.failure(() -> new ToolException(CANARY)))
            .onCall(4, Replies.failure(() -> new InterruptedException(CANARY)))
            .build();
    ChainHarness chain = ChainHarness.around(tool).layer(logger()).build();

    chain.call("{\"query\":\"" + CANARY + "\",\"" + CANARY + "\":1}");
    chain.call("{\"query\":\"" + CANARY + "\"}");
    chain.call(CANARY + " is not JSON");
    assertThrows(InterruptedException.class, () -> chain.call("{}"));
    ChainHarness broken =
        ChainHarness.around(tool)
            .layer(logger())
            .link(
                Anchor.POLICY,
                "broken",
                (call, next) -> {
                  throw new IllegalStateException(CANARY);
                })
            .build();
    assertThrows(IllegalStateException.class, () -> broken.call("{}"));

    assertEquals(5, log.lines(Level.INFO).size());
    assertFalse(log.all().contains("canary"), log::all);
    assertTrue(log.lines(Level.INFO).get(0).contains("argument_keys=query+1 undeclared"), log::all);
    assertTrue(log.lines(Level.INFO).get(2).contains("argument_keys=unreadable"), log::all);
  }

  @Test
  void aToolThatBrokeDownIsWarnedOfWithIncidentAndStack() throws InterruptedException {
    logged(new ToolOutcome.InfrastructureError("inc-1", false, new IllegalStateException(CANARY)));

    String line = log.lines(Level.WARN).getFirst();
    assertTrue(
        line.startsWith(
            "tool call broke down tool=search call_id=call-1 run_id=run-1 agent=harness"
                + " incident=inc-1 link=tool exception=java.lang.IllegalStateException"
                + " stack=java.lang.IllegalStateException\n"
                + "\tat "),
        line);
  }

  @Test
  void whatALayerThrewIsAnErrorUnderTheIncidentTheModelIsTold() throws InterruptedException {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("search", "two hits"))
            .layer(new PanicRecovery())
            .layer(logger())
            .link(
                Anchor.POLICY,
                "broken",
                (call, next) -> {
                  throw new IllegalStateException(CANARY);
                })
            .build();

    ToolOutcome.Internal outcome = (ToolOutcome.Internal) chain.call("{}");

    assertTrue(log.lines(Level.INFO).getFirst().contains(" outcome=threw "), log::all);
    String line = log.lines(Level.ERROR).getFirst();
    assertTrue(
        line.contains(
            " incident="
                + outcome.incidentId()
                + " link=broken exception=java.lang.IllegalStateException "),
        line);
  }

  @Test
  void anInterruptedCallIsLoggedAndTheInterruptPassesOn() {
    InterruptedException interrupt = new InterruptedException(CANARY);
    FakeTool tool = FakeTool.named("search").replies(Replies.failure(() -> interrupt)).build();

    assertSame(
        interrupt,
        assertThrows(
            InterruptedException.class,
            () -> ChainHarness.around(tool).layer(logger()).build().call("{}")));
    assertTrue(log.lines(Level.INFO).getFirst().contains(" outcome=interrupted "), log::all);
    assertTrue(log.lines(Level.DEBUG).getFirst().contains(" outcome=interrupted "), log::all);
    assertEquals(List.of(), log.lines(Level.ERROR));
  }

  @Test
  void withARedactorMessagesAreShownRedactedButValuesOnlyWhereAskedFor()
      throws InterruptedException {
    CallLogger layer =
        builder().redactor(text -> text.replace(CANARY, "***")).logValues("read_*").build();
    FakeTool failing =
        FakeTool.named("search")
            .replies(Replies.failure(() -> new IllegalStateException("key " + CANARY)))
            .build();

    ChainHarness.around(failing).layer(layer).build().call("{\"q\":\"plain value\"}");
    ChainHarness.around(FakeTool.answering("read_file", "text " + CANARY))
        .layer(layer)
        .build()
        .call("{\"q\":\"" + CANARY + "\"}");

    assertTrue(
        log.lines(Level.WARN).getFirst().contains("java.lang.IllegalStateException: key ***\n"),
        log::all);
    assertTrue(
        log.lines(Level.INFO).get(1).endsWith(" arguments={\"q\":\"***\"} result=text ***"),
        log::all);
    assertFalse(log.all().contains("plain value"), log::all);
    assertFalse(log.all().contains("canary"), log::all);
  }

  @Test
  void valuesOfASensitiveToolAreNeverShown() throws InterruptedException {
    CallLogger layer = builder().redactor(text -> text).logValues("*").build();
    FakeTool tool =
        FakeTool.named("vault")
            .traits(ToolTrait.SENSITIVE)
            .onCall(1, Replies.text(CANARY))
            .onCall(2, Replies.failure(() -> new IllegalStateException(CANARY)))
            .build();
    ChainHarness chain = ChainHarness.around(tool).layer(layer).build();

    chain.call("{\"q\":\"" + CANARY + "\"}");
    chain.call("{}");

    assertFalse(log.all().contains("canary"), log::all);
  }

  @Test
  void longValuesAreCutAfterTheyAreRedacted() throws InterruptedException {
    CallLogger layer =
        builder().redactor(text -> text.replace(CANARY, "***")).logValues("*").build();

    ChainHarness.around(FakeTool.answering("search", "x".repeat(990) + CANARY + "y".repeat(100)))
        .layer(layer)
        .build()
        .call("{}");

    String line = log.lines(Level.INFO).getFirst();
    assertTrue(line.endsWith("x***yyyyyyy…"), line);
  }

  @Test
  void valuesWithoutARedactorAreRefused() {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> builder().logValues("read_*").build());

    assertEquals("logValues needs a redactor, was given without one", refused.getMessage());
  }

  @Test
  void aRedactorThatFailsCostsTheTextNotTheLineAndNotTheCall() throws InterruptedException {
    CallLogger layer =
        builder()
            .redactor(
                text -> {
                  throw new IllegalStateException(text);
                })
            .logValues("*")
            .build();

    ToolOutcome outcome =
        ChainHarness.around(FakeTool.answering("search", CANARY)).layer(layer).build().call("{}");

    assertEquals(ToolOutcome.success(CANARY), outcome);
    assertTrue(
        log.lines(Level.INFO)
            .getFirst()
            .endsWith(" arguments=(redaction failed) result=(redaction failed)"),
        log::all);
    assertEquals(2, layer.failures());
  }

  @Test
  void aBackendThatFailsHarmsNoCallAndIsCounted() throws InterruptedException {
    CallLogger layer = logger();
    log.failing(
        event -> {
          throw new IllegalStateException("disk full");
        });

    assertEquals(ToolOutcome.success("two hits"), harness(layer).call("{}"));
    assertEquals(2, layer.failures(), "one for the attempt, one for the call");
  }

  @Test
  void anInterruptSwallowedByTheBackendIsNotLost() throws InterruptedException {
    log.off(Level.DEBUG)
        .failing(
            event -> {
              throw new IllegalStateException(new InterruptedException("while writing"));
            });

    assertEquals(ToolOutcome.success("two hits"), harness(logger()).call("{}"));
    assertTrue(Thread.interrupted());
  }

  @Test
  void whatIsOffIsNotBuilt() throws InterruptedException {
    log.off(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
    FakeTool tool =
        FakeTool.named("search")
            .replies(Replies.failure(() -> new IllegalStateException(CANARY)))
            .build();
    CallLogger layer =
        builder()
            .redactor(
                text -> {
                  throw new AssertionError("nothing is to be redacted");
                })
            .logValues("*")
            .build();

    ChainHarness.around(tool).layer(layer).build().call("{}");

    assertEquals("", log.all());
    assertEquals(0, layer.failures());
  }

  @Test
  void whatAModelMadeUpCannotForgeLines() throws InterruptedException {
    HarnessRun run = harness(logger()).newRun();

    run.call(
        new ToolChain.Identity("c1\nINFO forged", "search", 1, 0, null), ToolArguments.empty());

    assertTrue(log.lines(Level.INFO).getFirst().contains("call_id=c1?INFO forged "), log::all);
  }

  private ChainHarness harness(CallLogger layer) {
    return ChainHarness.around(FakeTool.answering("search", "two hits")).layer(layer).build();
  }

  private void logged(ToolOutcome outcome) throws InterruptedException {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("search", "two hits"))
            .layer(logger())
            .link(Anchor.POLICY, "answering", (call, next) -> outcome)
            .build();
    assertSame(outcome, chain.call("{}"));
  }

  private CallLogger logger() {
    return builder().build();
  }

  private CallLogger.Builder builder() {
    return CallLogger.builder().logger(log);
  }
}
