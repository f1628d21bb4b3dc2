package dev.agentruntime.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The suite on a few rows of our own. */
class SecretSuiteTest {
  private static final String SECRET = "Zq4" + "tR8" + "vK2" + "mX7";

  private final SecretSuite suite = new SecretSuite();

  private void add(String row) throws Exception {
    suite.add((ObjectNode) JsonMapper.builder().build().readTree(row.replace('\'', '"')));
  }

  private String counts() {
    return suite.finish("f").stream().map(ObjectNode::toString).collect(Collectors.joining("\n"));
  }

  private static String encoded(String text) {
    String backwards = new StringBuilder(text).reverse().toString();
    return Base64.getEncoder().encodeToString(backwards.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void everyRuleHasALineAndSoDoAllTogether() throws Exception {
    try (InputStream rows = SecretSuiteTest.class.getResourceAsStream("secrets.jsonl")) {
      String text = new String(Objects.requireNonNull(rows).readAllBytes(), StandardCharsets.UTF_8);
      for (String row : text.lines().toList()) {
        add(row);
      }
    }
    assertEquals(
        """
        {"suite":"secrets","file":"f","rule":"address","n":1,"caught":1,"others":0,"falsePositives":0,"contradicted":0}
        {"suite":"secrets","file":"f","rule":"git","n":1,"caught":1,"others":2,"falsePositives":0,"contradicted":0}
        {"suite":"secrets","file":"f","rule":"keyed","n":2,"caught":1,"others":2,"falsePositives":1,"contradicted":0}
        {"suite":"secrets","file":"f","rule":"other","n":0,"caught":0,"others":1,"falsePositives":1,"contradicted":1}
        {"suite":"secrets","file":"f","rule":"total","n":4,"caught":3,"others":5,"falsePositives":2,"contradicted":1}\
        """,
        counts());
  }

  @Test
  void whatLeavesTheEndOfASecretInTheTextHasNotCaughtIt() throws Exception {
    String text = "token=" + SECRET + ";rest";
    add(
        "{'expected':true,'payload_r64':'%s','match_r64':'%s'}"
            .formatted(encoded(text), encoded(SECRET + ";rest")));
    add(
        "{'expected':true,'payload_r64':'%s','match_r64':'%s'}"
            .formatted(encoded(text), encoded(text.substring(0, text.indexOf(';')))));
    assertEquals(
        """
        {"suite":"secrets","file":"f","rule":"total","n":2,"caught":1,"others":0,"falsePositives":0,"contradicted":0}
        {"suite":"secrets","file":"f","rule":"unnamed","n":2,"caught":1,"others":0,"falsePositives":0,"contradicted":0}\
        """,
        counts().lines().sorted().collect(Collectors.joining("\n")));
  }

  @Test
  void rowsOfAnotherFormatAreRefusedByName() {
    assertEquals("expected must be true or false", refusal("{'payload_r64':'eA=='}"));
    assertEquals("row must have a string payload_r64", refusal("{'expected':true}"));
    assertEquals("payload_r64 must be base64", refusal("{'expected':true,'payload_r64':'?'}"));
  }

  private String refusal(String row) {
    return String.valueOf(assertThrows(BadRowException.class, () -> add(row)).getMessage());
  }
}
