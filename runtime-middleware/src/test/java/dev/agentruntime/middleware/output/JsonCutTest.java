package dev.agentruntime.middleware.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.JsonDecoder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonCutTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonCut cut = new JsonCut(new TextCut(0.6));

  private JsonNode shortened(JsonNode value, int limit) {
    String text = cut.cut(value, limit, "cut").orElseThrow();
    assertTrue(text.length() <= limit, () -> text.length() + " of " + limit);
    return JsonDecoder.strict().decode(text).value().orElseThrow();
  }

  @Test
  void anArrayKeepsItsHeadAndTailAndCountsTheRest() {
    ArrayNode rows = NODES.arrayNode();
    for (int i = 0; i < 10_000; i++) {
      rows.add(NODES.objectNode().put("row", i));
    }
    JsonNode shorter = shortened(rows, 2_000);
    assertEquals(0, shorter.get(0).get("row").asInt());
    int size = shorter.size();
    assertEquals("cut", shorter.get(size - 1).asText());
    assertEquals(9_999, shorter.get(size - 2).get("row").asInt());
    int shown = size - 2;
    String marker = "… " + (10_000 - shown) + " of 10000 elements left out …";
    boolean counted = false;
    for (JsonNode element : shorter) {
      counted |= element.asText().equals(marker);
    }
    assertTrue(counted, marker);
  }

  @Test
  void aLongStringIsShortenedWhereItStandsAndTheRestStays() {
    ObjectNode value = NODES.objectNode().put("exitCode", 1).put("log", "x".repeat(100_000));
    value.put("after", true);
    JsonNode shorter = shortened(value, 5_000);
    assertEquals(1, shorter.get("exitCode").asInt());
    assertTrue(shorter.get("after").asBoolean());
    assertTrue(shorter.get("log").asText().contains("of 100000 characters left out"));
    assertEquals("cut", shorter.get("notice").asText());
  }

  @Test
  void anObjectOfManyPropertiesSaysHowManyAreLeftOut() {
    ObjectNode value = NODES.objectNode();
    for (int i = 0; i < 5_000; i++) {
      value.put("property-" + i, i);
    }
    JsonNode shorter = shortened(value, 2_000);
    assertTrue(shorter.get("…").asText().endsWith("of 5000 properties left out …"));
    assertEquals(0, shorter.get("property-0").asInt());
  }

  @Test
  void aStringAloneStaysAString() {
    JsonNode shorter = shortened(NODES.textNode("y".repeat(100_000)), 2_000);
    assertTrue(shorter.isTextual());
    assertTrue(shorter.asText().endsWith("\ncut"));
  }

  @Test
  void theNoticeTakesNoNameThatIsInUse() {
    ObjectNode value = NODES.objectNode().put("notice", "theirs").put("log", "x".repeat(10_000));
    JsonNode shorter = shortened(value, 2_000);
    assertEquals("theirs", shorter.get("notice").asText());
    assertEquals("cut", shorter.get("_notice").asText());
  }

  @Test
  void aValueThatCannotBeMadeShortEnoughIsNotJsonAnyMore() {
    ObjectNode value = NODES.objectNode().put("n".repeat(5_000), 1);
    assertEquals(Optional.empty(), cut.cut(value, 2_000, "cut"));
  }

  @Test
  void anyValueStaysJsonWithinItsLimit() {
    Random random = new Random(4711);
    for (int i = 0; i < 300; i++) {
      ArrayNode value = NODES.arrayNode();
      while (value.toString().length() < 4_000) {
        value.add(random(random, 4));
      }
      JsonNode shorter = shortened(value, 1_000 + random.nextInt(2_000));
      assertTrue(shorter.isArray());
      assertFalse(TextCutTest.hasHalf(shorter.toString()));
    }
  }

  private static JsonNode random(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 2 : 4)) {
      case 0 -> NODES.numberNode(random.nextLong());
      case 1 -> NODES.textNode("\uD83D\uDE00\"\\".repeat(random.nextInt(300)));
      case 2 -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(8); i > 0; i--) {
          array.add(random(random, depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(8); i > 0; i--) {
          object.set("name-" + i, random(random, depth - 1));
        }
        yield object;
      }
    };
  }
}
