package dev.agentruntime.middleware.redact.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.redact.Finding;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts that make careless detectors take for ever. What is squared in the length would take hours
 * on these; and since nothing may look further than a fixed way, the same piece is found in a text
 * of any length.
 */
class HostileTextTest {
  private static final int LENGTH = 300_000;

  private final Detection detection = Detection.standard().build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@",
        "a@",
        "@a.",
        "a@b.",
        "a.b",
        "7",
        "7 ",
        "12 ",
        "12-34-",
        "1.",
        "10.20.",
        "(",
        "+1",
        ":",
        "1:",
        "::",
        "ab:cd:",
        "a://",
        "www.",
        "-",
        "DE89 ",
        "A1B2",
        "3J98t1WpEZ73CNmQviecrnyiWrnq",
        "phone 12 ",
        "born 1/1/",
        "４",
        "\u200b",
        "%40",
        "x=1",
        "bc1q",
        "0x0123456789"
      })
  void timeIsLinearWhateverTheTextHolds(String piece) {
    String hostile = piece.repeat(LENGTH / piece.length());
    List<Finding> alone = detection.find(hostile);
    String text = hostile + " and anna@example.org";
    List<Finding> findings = detection.find(text);
    assertTrue(findings.size() >= alone.size() || !alone.isEmpty());
    assertEquals("anna@example.org", findings.getLast().in(text));
  }
}
