package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.audit.AuditFinding.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies between the start of a tool and its end. */
class CrashTest {
  @TempDir private Path directory;

  @Test
  void aProcessThatIsKilledWhileAToolRunsLeavesItsStartBehind() throws Exception {
    Process child = startChild();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      assertEquals(CrashingProcess.TOOL_RUNS, line);
    } finally {
      child.destroyForcibly();
    }
    child.onExit().join();

    AuditReport report = AuditVerifier.of(Streams.KEY).verify(directory);

    assertTrue(report.isIntact(), report.toString());
    AuditFinding unknown = report.findings(Kind.UNKNOWN_EFFECT).getFirst();
    assertTrue(unknown.text().contains("tool 'pay'"), unknown.text());
    assertTrue(unknown.text().contains("began and did not end"), unknown.text());
    assertEquals(1, report.findings(Kind.UNSEALED).size());
    assertEquals(AuditReport.LOOK, report.exitCode());

    Streams.write(directory, Streams.wholeCall(9));
    AuditReport later = AuditVerifier.of(Streams.KEY).verify(directory);
    assertTrue(later.isIntact(), later.toString());
    assertEquals(1, later.findings(Kind.UNKNOWN_EFFECT).size(), "it is still known");
  }

  private Process startChild() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingProcess.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
