package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyAuditTest {
  @TempDir private Path temporary;
  private Path directory = Path.of("unset");
  private Path key = Path.of("unset");
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void writeKey() throws IOException {
    directory = temporary.resolve("stream");
    key = temporary.resolve("key");
    byte[] secret = new byte[AuditKey.MIN_BYTES];
    Arrays.fill(secret, (byte) 1);
    Files.write(key, secret);
  }

  private int run(String... arguments) {
    printed.reset();
    return VerifyAudit.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theExitCodeTellsTheGist() throws Exception {
    Streams.write(directory, Streams.wholeCall(1));
    assertEquals(0, run(directory.toString(), "--key", key.toString()));
    assertTrue(said().startsWith("intact: 7 lines in 1 segments, tip "), said());
    String tip = said().substring(said().indexOf("tip ") + 4).strip();
    assertEquals(0, run("--key", key.toString(), "--tip", tip, directory.toString()), said());

    Streams.write(directory, List.of(Streams.started(2)));
    assertEquals(1, run(directory.toString(), "--key", key.toString()));
    assertTrue(said().contains("UNKNOWN_EFFECT audit-00000002.jsonl:2 record 9: "), said());

    Files.delete(Segments.file(directory, 2));
    String tooFar = tip.replace(":7:", ":8:");
    assertEquals(2, run(directory.toString(), "--key", key.toString(), "--tip", tooFar));
    assertTrue(said().contains("DAMAGED"), said());

    byte[] other = new byte[AuditKey.MIN_BYTES];
    Files.write(key, other);
    assertEquals(3, run(directory.toString(), "--key", key.toString()));
    assertTrue(said().contains("NOT CHECKED"), said());
  }

  @Test
  void aCallThatMakesNoSenseIsExplained() {
    assertEquals(64, run());
    assertTrue(said().contains("usage: VerifyAudit DIRECTORY --key FILE"), said());
    assertEquals(64, run(directory.toString()));
    assertEquals(64, run(directory.toString(), "--key"));
    assertEquals(64, run(directory.toString(), "--key", key.toString(), "--tip", "nonsense"));
    assertEquals(64, run(directory.toString(), "--key", key.toString(), "--nonsense"));
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertEquals(74, run(directory.toString(), "--key", temporary.resolve("none").toString()));
    assertEquals(74, run(directory.toString(), "--key", key.toString()));
  }
}
