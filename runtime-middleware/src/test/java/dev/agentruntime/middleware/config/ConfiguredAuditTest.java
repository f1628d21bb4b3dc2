package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.audit.AuditFinding;
import dev.agentruntime.middleware.audit.AuditKey;
import dev.agentruntime.middleware.audit.AuditReport;
import dev.agentruntime.middleware.audit.AuditVerifier;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit file of a configuration; each tag is a key whose effect is shown. */
class ConfiguredAuditTest {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final AuditKey KEY = AuditKey.of(SECRET);
  private static final ConfigurationParts PARTS =
      ConfigurationParts.none()
          .environment(
              name ->
                  switch (name) {
                    case "AUDIT_KEY" -> Base64.getEncoder().encodeToString(SECRET);
                    case "SHORT_KEY" -> "aHVudGVyMg==";
                    default -> null;
                  });

  @TempDir Path directory;

  private Path files() {
    return directory.resolve("audit");
  }

  private ConfiguredGovernance governance(String... lines) {
    return GovernanceConfig.parse(
        "[audit]\ndirectory = '"
            + files()
            + "'\nkey = \"${env:AUDIT_KEY}\"\n"
            + String.join("\n", lines),
        PARTS);
  }

  private static String problem(String toml) {
    return assertThrows(ConfigurationException.class, () -> GovernanceConfig.parse(toml, PARTS))
        .problems()
        .getFirst()
        .toString();
  }

  private static ToolOutcome call(ConfiguredGovernance governance, FakeTool tool)
      throws InterruptedException {
    ChainHarness.Builder builder = ChainHarness.around(tool);
    Governance layers = governance.tools().build();
    layers.forEach(builder::layer);
    try (ChainHarness chain = builder.build()) {
      return chain.call("{}");
    }
  }

  private static ToolOutcome call(ConfiguredGovernance governance) throws InterruptedException {
    return call(governance, FakeTool.answering("pay", "paid"));
  }

  private AuditReport verified(Path where) throws IOException {
    return AuditVerifier.of(KEY).verify(where);
  }

  @Test
  @Tag("audit.directory")
  @Tag("audit.key")
  void callsAreOnRecordUnderTheKeyOfTheEnvironmentAndTheFileIsSealedByClosing() throws Exception {
    try (ConfiguredGovernance governance = governance()) {
      assertEquals("success", call(governance).code());
    }

    AuditReport report = verified(files());
    assertTrue(report.isIntact(), report.toString());
    assertEquals(AuditReport.OK, report.exitCode(), report.toString());
    assertTrue(report.lines() > 4, report.toString());
  }

  @Test
  void closingTwiceDoesNothingTheSecondTime() throws InterruptedException {
    ConfiguredGovernance governance = governance();
    call(governance);
    governance.close();

    assertDoesNotThrow(governance::close);
    assertEquals(
        "unavailable", assertInstanceOf(ToolOutcome.Blocked.class, call(governance)).reasonCode());
  }

  @Test
  void aProcessThatEndsWithoutClosingLeavesRecordsThatVerify() throws Exception {
    Path left = directory.resolve("left");
    try (ConfiguredGovernance governance = governance()) {
      call(governance);
      copy(files(), left); // what the disk holds if the process ends here
    }

    assertTrue(verified(left).findings().stream().noneMatch(f -> f.kind().isDamage()));
    ConfiguredGovernance next =
        GovernanceConfig.parse(
            "[audit]\ndirectory = '" + left + "'\nkey = \"${env:AUDIT_KEY}\"", PARTS);
    try (next) {
      assertEquals("success", call(next).code());
    }
    AuditReport report = verified(left);
    assertTrue(
        report.findings().stream().map(AuditFinding::kind).noneMatch(AuditFinding.Kind::isDamage),
        report.toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  @Test
  void nothingIsOpenedIfAnythingInTheFileIsWrong() {
    assertThrows(ConfigurationException.class, () -> governance("[timeout]", "limit = 3"));
    assertFalse(Files.exists(files()));
  }

  @Test
  void aPatternThatIsNoneIsRefusedBeforeAnythingIsOpened() {
    ConfigurationException wrong =
        assertThrows(
            ConfigurationException.class,
            () ->
                GovernanceConfig.parse(
                    "[audit]\ndirectory = '"
                        + files()
                        + "'\nkey = \"${env:AUDIT_KEY}\"\nshown-bytes-tools = { \" \" = 3 }",
                    PARTS.redactor(text -> text)));

    assertTrue(
        wrong.problems().getFirst().key().startsWith("audit.shown-bytes-tools"), wrong.toString());
    assertFalse(Files.exists(files()));
  }

  @Test
  void anAuditThatIsSwitchedOffIsNotOpened() {
    try (ConfiguredGovernance governance = governance("enabled = false")) {
      assertTrue(governance.auditFile().isEmpty());
      assertTrue(governance.tools().layer(GovernanceLayer.AUDIT).isEmpty());
    }
    assertFalse(Files.exists(files()));
  }

  @Test
  void aDirectoryThatCannotBeUsedIsToldWithItsKey() throws IOException {
    Files.writeString(files(), "a file");

    String told =
        assertThrows(ConfigurationException.class, this::governance)
            .problems()
            .getFirst()
            .toString();

    assertTrue(told.startsWith("line 2: audit.directory cannot be opened: "), told);
    assertTrue(told.contains(files().toString()), told);
  }

  @Test
  void aKeyInTheFileIsRefusedAndNeverShown() {
    String told = problem("[audit]\nkey = \"hunter2hunter2\"");

    assertEquals(
        "line 2: audit.key must be ${env:NAME}, as it is a secret; was something else, not shown",
        told);
  }

  @Test
  void aKeyThatIsTooShortIsRefusedAndNeverShown() {
    String told = problem("[audit]\nkey = \"${env:SHORT_KEY}\"");

    assertTrue(
        told.startsWith("line 2: audit.key must be bytes in Base64 of at least 32 bytes"), told);
    assertFalse(told.contains("aHVudGVyMg"), told);
  }

  @Test
  @Tag("audit.sync")
  @Tag("audit.sync-every")
  @Tag("audit.segment-bytes")
  @Tag("audit.max-queued")
  @Tag("audit.patience")
  void theFileIsWrittenAsTheTableSays() {
    String plain = opened();
    for (String line :
        List.of(
            "sync = \"never\"",
            "sync-every = \"1s\"",
            "segment-bytes = 5000",
            "max-queued = 9",
            "patience = \"1s\"")) {
      assertNotEquals(plain, opened(line), line);
    }
  }

  private String opened(String... lines) {
    try (ConfiguredGovernance governance = governance(lines)) {
      return governance.auditFile().orElseThrow().toString();
    }
  }

  @Test
  @Tag("audit.reads-go-on-without-audit")
  void onlyReadsGoOnWithoutAuditAndOnlyIfTheFileSaysSo() throws InterruptedException {
    FakeTool read = FakeTool.named("read").traits(ToolTrait.READ_ONLY).build();

    assertEquals("blocked", call(closed(), read).code());
    ConfiguredGovernance lax = closed("reads-go-on-without-audit = true");
    assertEquals("success", call(lax, read).code());
    assertEquals("blocked", call(lax).code());
  }

  /** Its file can keep nothing any more. */
  private ConfiguredGovernance closed(String... lines) {
    ConfiguredGovernance governance = governance(lines);
    governance.close();
    return governance;
  }

  @Test
  void whatIsOfAFileNeedsOneAndTheOtherWayRound() {
    assertEquals(
        "line 1: audit – [sync, patience] need directory to be set",
        problem("[audit]\nsync = \"never\"\npatience = \"1s\""));
    assertEquals(
        "line 1: audit – directory needs key to be set", problem("[audit]\ndirectory = \"x\""));
    assertTrue(
        assertThrows(ConfigurationException.class, () -> governance("ring-calls = 3"))
            .toString()
            .contains("audit – ring-calls is of an audit in memory, and there is directory"));
    assertTrue(
        assertThrows(
                ConfigurationException.class,
                () -> governance("sync = \"never\"", "sync-every = \"1s\""))
            .toString()
            .contains("audit – must have sync or sync-every, had both"));
  }

  @Test
  void shownBytesWithoutARedactorAreRefused() {
    assertEquals(
        "line 2: audit.shown-bytes needs the part 'redactor', which the host did not give:"
            + " ConfigurationParts.redactor",
        problem("[audit]\nshown-bytes = 3").replace("– ", ""));
  }
}
