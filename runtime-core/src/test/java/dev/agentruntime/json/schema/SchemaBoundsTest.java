package dev.agentruntime.json.schema;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.schema.Violation.Code;
import org.junit.jupiter.api.Test;

/** Schemas from strangers and values from models must not take more than their share. */
final class SchemaBoundsTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void aPatternThatTakesForEverIsGivenUpAndRefuses() {
    JsonSchema schema = Json.schema("{'pattern':'" + ".*a".repeat(12) + "b'}");
    JsonNode value = NODES.textNode("a".repeat(200));
    assertTimeout(
        ofSeconds(10),
        () ->
            assertEquals(
                "[the value takes too long to compare with the pattern in the schema]",
                schema.validate(value).toString()));
  }

  @Test
  void aPatternThatGoesTooDeepRefuses() {
    JsonSchema schema = Json.schema("{'pattern':'^(a|b)*$'}");
    assertFalse(schema.validate(NODES.textNode("ab".repeat(1_000_000) + "!")).isEmpty());
  }

  @Test
  void aSchemaWhoseChoicesMultiplyIsGivenUpAndRefuses() {
    // Each level offers the next one twice: 2^60 ways to look at one value.
    ObjectNode defs = NODES.objectNode();
    for (int i = 0; i < 60; i++) {
      String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
      defs.set("d" + i, Json.of("{'anyOf':[" + next + "," + next + "]}"));
    }
    defs.set("d60", Json.of("{'type':'string'}"));
    ObjectNode document = NODES.objectNode().put("$ref", "#/$defs/d0");
    document.set("$defs", defs);
    JsonSchema schema = JsonSchema.of(document);
    assertTimeout(
        ofSeconds(20),
        () -> {
          assertEquals(Code.TOO_COMPLEX, schema.validate(Json.of("1")).getFirst().code());
          assertFalse(schema.coerce(Json.of("[1]")).isValid());
        });
  }

  @Test
  void aValueDeeperThanAnyTextMayBeIsRefusedWithoutOverflow() {
    JsonNode deep = NODES.objectNode();
    for (int i = 0; i < 100_000; i++) {
      deep = NODES.objectNode().set("next", deep);
    }
    JsonSchema schema =
        Json.schema("{'properties':{'next':{'$ref':'#'}},'additionalProperties':false}");
    assertFalse(schema.accepts(deep));
    assertFalse(schema.coerce(deep).isValid());
  }

  @Test
  void aValueAsDeepAsTextMayBeIsAccepted() {
    JsonNode deep = NODES.objectNode();
    for (int i = 0; i < 99; i++) {
      deep = NODES.objectNode().set("next", deep);
    }
    assertTrue(
        Json.schema(
                "{'$ref':'#/$defs/n','$defs':{'n':{'anyOf':[{'type':'null'},"
                    + "{'properties':{'next':{'$ref':'#/$defs/n'}}}]}}}")
            .accepts(deep));
  }

  @Test
  void hugeNumbersAreComparedWithoutWritingThemOut() {
    JsonSchema schema = Json.schema("{'type':'integer','maximum':10}");
    assertTimeout(
        ofSeconds(5),
        () -> {
          assertFalse(schema.accepts(Json.of("1e999999999")));
          assertTrue(schema.accepts(Json.of("-1e999999999")));
          assertFalse(schema.coerce(NODES.textNode("1e999999999")).isValid());
        });
  }

  @Test
  void manyUnexpectedNamesAreRefusedInLinearTime() {
    ObjectNode many = NODES.objectNode();
    for (int i = 0; i < 300_000; i++) {
      many.put("k" + i, i);
    }
    JsonSchema schema =
        Json.schema("{'properties':{'a':{},'b':{},'c':{}},'additionalProperties':false}");
    assertTimeout(ofSeconds(10), () -> assertEquals(5, schema.coerce(many).violations().size()));
  }
}
