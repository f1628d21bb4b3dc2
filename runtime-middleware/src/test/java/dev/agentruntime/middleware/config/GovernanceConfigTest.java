package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GovernanceConfigTest {
  private static final Set<String> ON_IN_PRESETS =
      Set.of(
          "panic-recovery",
          "logger",
          "audit",
          "loop-detection",
          "failure-limit",
          "output-cap",
          "timeout",
          "breaker");

  @TempDir Path directory;

  private static List<String> problems(String toml) {
    return problems(toml, ConfigurationParts.none());
  }

  private static List<String> problems(String toml, ConfigurationParts parts) {
    return assertThrows(ConfigurationException.class, () -> GovernanceConfig.parse(toml, parts))
        .problems()
        .stream()
        .map(ConfigurationProblem::toString)
        .toList();
  }

  private static ChainHarness chain(String toml) {
    Governance governance = GovernanceConfig.parse(toml).tools().build();
    ChainHarness.Builder builder =
        ChainHarness.around(FakeTool.answering("search", "x".repeat(5_000)));
    governance.forEach(builder::layer);
    return builder.build();
  }

  @Test
  void anEmptyFileIsTheStandard() {
    assertEquals(
        Governance.standard().build().toString(),
        GovernanceConfig.parse("").tools().build().toString());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithFileLineKeyValueAndBound() throws IOException {
    Path file = directory.resolve("agent.toml");
    Files.writeString(
        file,
        """
        preset = "standart"
        [timeout]
        limit = 30
        grase = "1s"
        [timeout.tools]
        "restart_*" = "0s"
        [budgets.run]
        calls = 0
        [bugets]
        """);

    ConfigurationException wrong =
        assertThrows(ConfigurationException.class, () -> GovernanceConfig.read(file));

    String message = String.valueOf(wrong.getMessage());
    assertTrue(message.startsWith(file + ": 6 problems\n"), message);
    assertTrue(message.contains("line 1: preset must be one of"), message);
    assertTrue(message.contains("was \"standart\""), message);
    assertTrue(message.contains("line 3: timeout.limit must be a duration"), message);
    assertTrue(message.contains("was 30\n"), message);
    assertTrue(
        message.contains("line 4: timeout.grase is not a key; did you mean [grace]?"), message);
    assertTrue(message.contains("line 6: timeout.tools.\"restart_*\" must be"), message);
    assertTrue(message.contains("line 8: budgets.run.calls must be an integer from 1"), message);
    assertTrue(message.contains("line 9: bugets is not a key; did you mean [budgets]?"), message);
  }

  @Test
  void whatALayerRefusesIsToldWithItsTable() {
    assertEquals(
        List.of("line 1: retry – backoff longest must be at least first, PT20S, was PT10S"),
        problems("[retry]\nfirst-backoff = \"20s\""));
  }

  @Test
  void whatALayerRefusesNeverRepeatsAValueFromTheEnvironment() {
    assertEquals(
        List.of("line 1: retry is refused (a value is from the environment and not shown)"),
        problems(
            "[retry]\nfirst-backoff = \"${env:WAIT}\"",
            ConfigurationParts.none().environment(_ -> "4321s")));
  }

  @Test
  void aKeyThatMustBeSetIsMissedByName() {
    assertTrue(
        problems("[[policy.rules]]\neffect = \"allow\"")
            .getFirst()
            .startsWith("line 1: policy.rules[1].id must be set"));
  }

  @Test
  void aTableSaidTwiceIsRefused() {
    assertTrue(
        problems("[timeout]\nlimit = \"1s\"\n[timeout]\ngrace = \"1s\"")
            .getFirst()
            .contains("says a key or a table twice"));
  }

  @Test
  void aPartThatTheHostDidNotGiveIsNamed() {
    assertEquals(
        List.of(
            "line 1: approval needs the part 'approvals', which the host did not give:"
                + " ConfigurationParts.approvals"),
        problems("[approval]"));
    assertTrue(problems("[effect-guard]").getFirst().contains("'effectStore'"));
  }

  @Test
  void onlyWholeValuesComeFromTheEnvironmentAndAreNeverShown() {
    ConfigurationParts parts =
        ConfigurationParts.none().environment(name -> name.equals("LIMIT") ? "hunter2" : null);

    String hidden = problems("[timeout]\nlimit = \"${env:LIMIT}\"", parts).getFirst();
    assertFalse(hidden.contains("hunter2"), hidden);
    assertTrue(hidden.contains("from the environment"), hidden);
    assertEquals(
        List.of("line 2: timeout.limit needs the environment variable NONE, which is not set"),
        problems("[timeout]\nlimit = \"${env:NONE}\"", parts));
    assertTrue(
        problems("[timeout]\nlimit = \"${LIMIT}\"").getFirst().contains("must be ${env:NAME}"));
    assertTrue(
        explained("[breaker]\nendpoints = { search = \"a${env:X}\" }").contains("a${env:X}"));
    assertTrue(
        explained("[breaker]\nendpoints = { search = \"$${env:X}\" }").contains(" ${env:X}"));
    assertTrue(
        GovernanceConfig.parse("[timeout]\nlimit = \"${env:T}\"", parts.environment(_ -> "7s"))
            .tools()
            .build()
            .explain(ToolDescriptor.of(FakeTool.answering("search", "")))
            .toString()
            .contains("PT7S"));
  }

  private static String explained(String toml) {
    return GovernanceConfig.parse(toml)
        .tools()
        .build()
        .explain(ToolDescriptor.of(FakeTool.answering("search", "")))
        .toString();
  }

  @Test
  void aRuleOfAFileRefusesACallWithItsReason() throws InterruptedException {
    try (ChainHarness chain =
        chain(
            """
            [[policy.rules]]
            id = "no-search"
            effect = "deny"
            reason = "search is closed today"
            tools = ["sea*"]
            """)) {
      ToolOutcome outcome = chain.call("{}");

      assertInstanceOf(ToolOutcome.Rejected.class, outcome);
      assertTrue(outcome.textForModel().contains("search is closed today"), outcome.textForModel());
    }
  }

  @Test
  void aValueOfAFileIsSuppliedFromTheRun() throws InterruptedException {
    for (String value : List.of("tenant", "principal")) {
      FakeTool tool =
          FakeTool.named("search")
              .schema(JsonObjectSchema.builder().addStringProperty("of").build())
              .build();
      ChainHarness.Builder builder = ChainHarness.around(tool);
      GovernanceConfig.parse("[[enrichment.supply]]\nargument = \"of\"\nvalue = \"" + value + "\"")
          .tools()
          .build()
          .forEach(builder::layer);
      try (ChainHarness chain = builder.build()) {
        chain.newRun(RunOptions.builder().tenant("acme").principal("eve").build()).call("{}");
      }
      assertEquals(
          value.equals("tenant") ? "{\"of\":\"acme\"}" : "{\"of\":\"eve\"}",
          tool.invocations().getFirst().arguments());
    }
  }

  @Test
  void aCapOfAFileCutsResults() throws InterruptedException {
    try (ChainHarness chain = chain("[output-cap]\nlimit-characters = 2000")) {
      assertTrue(chain.call("{}").textForModel().length() < 3_000);
    }
  }

  @Test
  void aBudgetOfAFileEndsWithItsCalls() throws InterruptedException {
    try (ChainHarness chain = chain("preset = \"minimal\"\n[budgets.run]\ncalls = 1")) {
      HarnessRun run = chain.newRun();
      assertEquals("success", run.call("{}").code());
      assertInstanceOf(ToolOutcome.Blocked.class, run.call("{}"));
    }
  }

  @Test
  void theRingHoldsAsManyCallsAsTheFileSays() throws InterruptedException {
    GovernanceBuilder built = GovernanceConfig.parse("[audit]\nring-calls = 1").tools();
    Audit audit = (Audit) built.layer(GovernanceLayer.AUDIT).orElseThrow();
    ChainHarness.Builder harness = ChainHarness.around(FakeTool.answering("search", "x"));
    built.build().forEach(harness::layer);
    try (ChainHarness chain = harness.build()) {
      HarnessRun run = chain.newRun();
      for (int i = 0; i < 3; i++) {
        run.call("{\"i\":" + i + "}");
      }
      long calls =
          Objects.requireNonNull(audit.ring()).records().stream()
              .map(record -> ((AuditRecord.OfCall) record).call().callId())
              .distinct()
              .count();
      assertEquals(1, calls);
    }
  }

  @Test
  void aTableChangesOnlyWhatItSaysOfThePreset() {
    String shown =
        explained(
            """
            preset = "go-compatible"
            [failure-limit]
            cool-down = "5s"
            [breaker]
            open-for = "9s"
            """);

    assertTrue(shown.contains("opens after 3 failures of 3, for PT9S"), shown);
  }

  @Test
  void anEmptyTableChangesNothingOfAnyRowOfAnyPreset() {
    for (String preset : List.of("standard", "minimal", "go-compatible")) {
      String start = "preset = \"" + preset + "\"\n";
      GovernanceBuilder rows = GovernanceConfig.parse(start).tools();
      GovernanceConfig.sections().stream()
          .filter(section -> ON_IN_PRESETS.contains(section.name()))
          .filter(
              section ->
                  rows.layer(
                          GovernanceLayer.valueOf(
                              section.name().toUpperCase(Locale.ROOT).replace('-', '_')))
                      .isPresent())
          .forEach(
              section ->
                  assertEquals(explained(start), explained(start + "[" + section.name() + "]")));
    }
  }

  @Test
  void aTableThatSaysOnlyOfHowManyVotesKeepsTheFailuresOfThePreset() {
    assertTrue(
        explained("preset = \"go-compatible\"\n[breaker]\nof-last = 9")
            .contains("opens after 3 failures of 9"));
  }

  @Test
  void theRedactorOfTheHostReachesLogAndAuditThatTheFileDoesNotName() {
    for (String toml : List.of("", "[logger]", "[audit]", "[audit]\nring-calls = 7")) {
      String shown =
          GovernanceConfig.parse(toml, ConfigurationParts.none().redactor(text -> text))
              .tools()
              .build()
              .explain(ToolDescriptor.of(FakeTool.answering("search", "")))
              .toString();

      assertTrue(shown.contains("calls, redacting"), shown);
      assertTrue(shown.contains("bytes of arguments shown: 4096"), shown);
    }
  }

  @Test
  void everyKeyIsDescribed() {
    String text = GovernanceConfig.describe();

    assertTrue(
        text.contains(
            "| `timeout.limit` | a duration | of more than zero | \"30s\" | how long a call may"
                + " take |\n"),
        text);
    assertTrue(text.contains("| `policy.rules.when.at-least` |"), text);
  }
}
