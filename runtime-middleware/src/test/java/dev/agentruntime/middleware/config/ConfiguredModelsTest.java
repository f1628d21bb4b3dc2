package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.middleware.model.ModelTimeoutException;
import dev.agentruntime.middleware.model.UsageLedger;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tables below {@code model} do to requests; each tag is a key whose effect is shown. */
@ExtendWith(RuntimeExtension.class)
class ConfiguredModelsTest {
  private static final RunOptions ACME = RunOptions.builder().tenant("acme").build();
  private static final String PRICES =
      """
      [model.prices]
      currency = "EUR"
      [[model.prices.models]]
      model = "big"
      input = 1_000_000
      output = 2_000_000
      cached-input = 0
      """;

  private final VirtualTime time;
  private final List<ModelHarness> open = new ArrayList<>();
  private final UsageLedger ledger = new UsageLedger();

  ConfiguredModelsTest(VirtualTime time) {
    this.time = time;
  }

  private ModelHarnessRun run(String toml, ConfigurationParts parts, Turn... script) {
    ModelHarness harness =
        ModelHarness.around("big", ModelHandler.of(ScriptedModel.on(time, script)))
            .layer(GovernanceConfig.parse(toml, parts.usageLedger(ledger)).models())
            .time(time)
            .build();
    open.add(harness);
    return harness.newRun(ACME);
  }

  @AfterEach
  void close() {
    open.forEach(ModelHarness::close);
  }

  private ModelHarnessRun run(String toml, Turn... script) {
    return run(toml, ConfigurationParts.none(), script);
  }

  private static String text(ModelHarnessRun run) throws InterruptedException {
    return run.ask("hello").aiMessage().text();
  }

  @Test
  void aFileWithoutTablesOfModelsChangesNothing() throws InterruptedException {
    assertEquals("a", text(run("", Turn.answer("a"))));
    assertEquals("model", GovernanceConfig.parse("").models().toString());
  }

  @Test
  @Tag("model.retry.max-attempts")
  @Tag("model.retry.first-backoff")
  @Tag("model.retry.longest-backoff")
  void aRetryOfAFileTriesAsOftenAndWaitsNoLongerThanItSays() throws InterruptedException {
    Turn down = Turn.failure(new InternalServerException("down"));
    ModelHarnessRun run =
        run(
            "[model.retry]\nmax-attempts = 4\nfirst-backoff = \"1ms\"\nlongest-backoff = \"2ms\"",
            down,
            down,
            down,
            Turn.answer("a"));

    assertEquals("a", text(run));
    assertTrue(time.elapsed().compareTo(Duration.ofMillis(5)) <= 0, time.elapsed().toString());
  }

  @Test
  @Tag("model.timeout.limit")
  void aLimitOfAFileEndsAnAttempt() {
    ModelHarnessRun run = run("[model.timeout]\nlimit = \"3s\"", Turn.hang());

    assertThrows(ModelTimeoutException.class, () -> run.ask("hello"));
    assertEquals(Duration.ofSeconds(3), time.elapsed());
  }

  @Test
  @Tag("model.fallback.then")
  @Tag("model.fallback.then.model")
  @Tag("model.fallback.then.after")
  void anotherModelAnswersAfterTheFailuresTheFileNames() throws InterruptedException {
    String toml =
        """
        [[model.fallback.then]]
        model = "small"
        after = ["authentication"]
        """;
    ConfigurationParts parts =
        ConfigurationParts.none().model("small", ScriptedModel.of(Turn.answer("from small")));

    assertEquals(
        "from small", text(run(toml, parts, Turn.failure(new AuthenticationException("no")))));
    assertThrows(RateLimitException.class, () -> text(run(toml, parts, Turn.rateLimit())));
  }

  @Test
  void aModelThatTheHostDidNotGiveIsNamed() {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class,
            () ->
                GovernanceConfig.parse(
                    "[[model.fallback.then]]\nmodel = \"smal\"",
                    ConfigurationParts.none().model("small", ScriptedModel.of())));

    assertEquals(
        "line 1: model.fallback.then[1] – must name a model of ConfigurationParts.model, of which"
            + " there are [small], was \"smal\"",
        wrong.problems().getFirst().toString());
  }

  @Test
  @Tag("model.cache.requests")
  void onlyTheRequestsTheFileNamesAreAnsweredFromMemory() throws InterruptedException {
    ChatRequest plain = ChatRequest.builder().messages(UserMessage.from("hello")).build();
    ChatRequest zero =
        ChatRequest.builder().messages(UserMessage.from("hello")).temperature(0.0).build();
    String toml = "[model.cache]\nrequests = \"%s\"";
    ModelHarnessRun all = run(toml.formatted("all"), Turn.answer("a"));
    ModelHarnessRun some =
        run(
            toml.formatted("temperature-zero"),
            Turn.answer("a"),
            Turn.answer("b"),
            Turn.answer("c"));

    assertEquals(List.of("a", "a"), texts(all, plain));
    assertEquals(List.of("a", "b"), texts(some, plain));
    assertEquals(List.of("c", "c"), texts(some, zero));
  }

  private static List<String> texts(ModelHarnessRun run, ChatRequest request)
      throws InterruptedException {
    return List.of(run.ask(request).aiMessage().text(), run.ask(request).aiMessage().text());
  }

  @Test
  @Tag("model.prices.models")
  @Tag("model.prices.models.model")
  @Tag("model.prices.models.input")
  @Tag("model.prices.models.output")
  @Tag("model.prices.models.cached-input")
  @Tag("model.usage.run")
  @Tag("model.usage.run.cost")
  void whatARunSpentAtThePricesOfAFileEndsIt() throws InterruptedException {
    ModelHarnessRun run =
        run(
            PRICES + "[model.usage]\nrun = { cost = 7.5 }",
            Turn.answer("a").withUsage(3, 2),
            Turn.answer("b").withUsage(1, 0),
            Turn.answer("c"));

    assertEquals("a", text(run)); // 3 × 1 + 2 × 2 = 7 EUR
    assertEquals("b", text(run));
    assertThrows(ModelRefusedException.class, () -> run.ask("hello"));
    assertEquals("8", ledger.ofTenant(ACME.tenant()).cost().stripTrailingZeros().toPlainString());
  }

  @Test
  void aBoundOnCostNeedsPrices() {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class,
            () ->
                GovernanceConfig.parse(
                    "[model.usage]\nrun = { cost = 1 }",
                    ConfigurationParts.none().usageLedger(ledger)));

    assertTrue(
        wrong.problems().getFirst().toString().contains("model usage needs prices to bound cost"),
        wrong.toString());
  }

  @Test
  @Tag("model.budget.first-tokens")
  void modelsSpendFromTheBudgetsOfTheFile() throws InterruptedException {
    String budgets = "[budgets.run]\ntokens = 100\n[model.budget]\nfirst-tokens = %s";

    assertEquals("a", text(run(budgets.formatted("100"), Turn.answer("a").withUsage(1, 1))));
    assertThrows(
        ModelRefusedException.class, () -> text(run(budgets.formatted("101"), Turn.answer("a"))));
    assertEquals(
        "line 1: model.budget – needs [budgets], from whose accounts models spend",
        assertThrows(ConfigurationException.class, () -> GovernanceConfig.parse("[model.budget]"))
            .problems()
            .getFirst()
            .toString());
  }

  @Test
  void whatIsBesideTheTablesOfModelsIsRefusedByName() {
    assertEquals(
        "line 1: model.retri is not a key; did you mean [retry]?",
        assertThrows(ConfigurationException.class, () -> GovernanceConfig.parse("[model.retri]"))
            .problems()
            .getFirst()
            .toString());
    assertEquals(
        "line 1: model must be a table, was 3",
        assertThrows(ConfigurationException.class, () -> GovernanceConfig.parse("model = 3"))
            .problems()
            .getFirst()
            .toString());
  }

  @Test
  void whatIsNoNumberIsNoPrice() {
    for (String no : List.of("nan", "inf", "-1", "\"2\"")) {
      assertTrue(
          assertThrows(
                  ConfigurationException.class,
                  () ->
                      GovernanceConfig.parse(PRICES.replace("input = 1_000_000", "input = " + no)))
              .problems()
              .getFirst()
              .toString()
              .contains("model.prices.models[1].input must be a number of zero or more, was"),
          no);
    }
  }
}
