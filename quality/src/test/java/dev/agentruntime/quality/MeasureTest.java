package dev.agentruntime.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is called, on a small sample of every format. */
class MeasureTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void everyKindHasALineOfItsOwn() throws Exception {
    String file = sample();
    assertEquals(0, measure("json", file));
    Map<String, String> counts = new TreeMap<>();
    for (JsonNode line : lines()) {
      assertEquals("json", line.get("suite").textValue());
      assertEquals(file, line.get("file").textValue());
      if (!line.has("decoder")) {
        counts.put(line.get("kind").textValue(), counts(line));
      }
    }
    assertEquals(
        """
        implementation_defined: 1 of 1, 0 wrong, 0 refused, 0 silently
        json: 1 of 1, 0 wrong, 0 refused, 0 silently
        malformed+unanswered: 1 of 1, 0 wrong, 0 refused, 0 silently
        must_accept: 1 of 1, 0 wrong, 0 refused, 0 silently
        must_reject: 2 of 2, 0 wrong, 0 refused, 0 silently
        no_json: 1 of 1, 0 wrong, 0 refused, 0 silently
        python_literal: 1 of 1, 0 wrong, 0 refused, 0 silently
        repaired: 4 of 6, 2 wrong, 0 refused, 1 silently
        repaired+conflict: 1 of 1, 0 wrong, 0 refused, 0 silently
        repaired+schema: 1 of 1, 0 wrong, 0 refused, 0 silently
        throws: 1 of 1, 0 wrong, 0 refused, 0 silently
        throws+schema: 1 of 1, 0 wrong, 0 refused, 0 silently
        unchanged: 1 of 1, 0 wrong, 0 refused, 0 silently\
        """,
        String.join("\n", counts.entrySet().stream().map(e -> e.getKey() + e.getValue()).toList()));
  }

  @Test
  void otherDecodersAreMeasuredOnTheSameRows() throws Exception {
    assertEquals(0, measure("json", sample()));
    for (String decoder : List.of("jackson-lenient", "json-repair")) {
      int rows = 0;
      for (JsonNode line : lines()) {
        rows += line.path("decoder").asText().equals(decoder) ? line.get("n").intValue() : 0;
      }
      assertEquals(19, rows, decoder);
    }
  }

  @Test
  void unknownSuiteIsNamedAndFails() {
    assertEquals(2, measure("jsom", "x.jsonl"));
    assertEquals("suite must be one of " + Suites.names() + ", was jsom", said());
    assertTrue(out.toString(StandardCharsets.UTF_8).isEmpty());
  }

  @Test
  void missingFileIsNamedAndFailsTheOthersAreMeasured() throws Exception {
    assertEquals(1, measure("json", folder.resolve("none.jsonl").toString(), sample()));
    assertTrue(said().startsWith("file must exist and be a file, was "), said());
    assertFalse(lines().isEmpty());
  }

  @Test
  void badRowIsNamedByItsLineAndNothingIsPrinted() throws Exception {
    for (String row : List.of("[1]", "{\"kind\":\"repaired\"}", "{\"input\":\"{}\"}", "{oops")) {
      out.reset();
      err.reset();
      Path file = folder.resolve("bad.jsonl");
      Files.writeString(file, "{\"kind\":\"unchanged\",\"input\":\"1\",\"expected\":1}\n" + row);
      assertEquals(1, measure("json", file.toString()));
      assertTrue(said().startsWith(file + ":2: row must "), said());
      assertEquals("", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void anOptionTheSuiteDoesNotHaveIsABadCommand() {
    assertEquals(2, measure("json", "--flip", "x.jsonl"));
    assertEquals("suite json has no option --flip\n", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void usageIsSaidWithoutAFile() {
    assertEquals(2, measure("json"));
    assertTrue(said().startsWith("usage: quality/measure SUITE [OPTION...] FILE..."), said());
  }

  private static String counts(JsonNode line) {
    return ": "
        + line.get("right")
        + " of "
        + line.get("n")
        + ", "
        + line.get("wrong")
        + " wrong, "
        + line.get("refused")
        + " refused, "
        + line.get("wrongSilently")
        + " silently";
  }

  private String sample() throws IOException {
    Path file = folder.resolve("sample.jsonl");
    try (var sample = MeasureTest.class.getResourceAsStream("sample.jsonl")) {
      Files.write(file, Objects.requireNonNull(sample).readAllBytes());
    }
    return file.toString();
  }

  private int measure(String... args) {
    return new MeasureMain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arrays.asList(args));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(JsonMapper.builder().build().readTree(line));
    }
    return lines;
  }
}
