package dev.agentruntime.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The suite on a few rows of every format. */
class RedactionSuiteTest {
  private final RedactionSuite suite = new RedactionSuite();

  private void add(String row) throws IOException, BadRowException {
    suite.add((ObjectNode) JsonMapper.builder().build().readTree(row));
  }

  private List<String> counts() {
    return suite.finish("f").stream()
        .map(line -> line.get("type").textValue() + counts(line))
        .toList();
  }

  private static String counts(ObjectNode line) {
    return " n=%s found=%s missed=%s falsePositives=%s precision=%s recall=%s"
        .formatted(
            line.get("n"),
            line.get("found"),
            line.get("missed"),
            line.get("falsePositives"),
            line.get("precision"),
            line.get("recall"));
  }

  @Test
  void spansAreHitIfTheyAreCoveredAndTypesAreCountedApart() throws Exception {
    try (InputStream rows = RedactionSuiteTest.class.getResourceAsStream("redaction.jsonl")) {
      String text = new String(Objects.requireNonNull(rows).readAllBytes(), StandardCharsets.UTF_8);
      for (String row : text.lines().toList()) {
        add(row);
      }
    }
    assertEquals(
        List.of(
            "CARD n=3 found=2 missed=1 falsePositives=0 precision=1.0000 recall=0.6667",
            "EMAIL n=2 found=2 missed=0 falsePositives=0 precision=1.0000 recall=1.0000",
            "IP n=0 found=0 missed=0 falsePositives=1 precision=0.0000 recall=null",
            "PERSON n=1 found=0 missed=1 falsePositives=0 precision=null recall=0.0000",
            "PHONE n=1 found=1 missed=0 falsePositives=0 precision=1.0000 recall=1.0000",
            "US_SSN n=1 found=1 missed=0 falsePositives=0 precision=1.0000 recall=1.0000"),
        counts());
    assertEquals(List.of(), counts());
  }

  @Test
  void rowsOfAnotherFormatAreRefusedByName() {
    assertEquals(
        "row must have a string text or text_b64",
        assertThrows(BadRowException.class, () -> add("{\"input\":\"x\"}")).getMessage());
    assertEquals(
        "text_b64 must be base64",
        assertThrows(BadRowException.class, () -> add("{\"text_b64\":\"*\"}")).getMessage());
    assertEquals(
        "every span must lie within the text",
        assertThrows(
                BadRowException.class,
                () ->
                    add("{\"text\":\"x\",\"spans\":[{\"type\":\"EMAIL\",\"start\":0,\"end\":2}]}"))
            .getMessage());
  }
}
