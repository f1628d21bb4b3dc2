package dev.agentruntime.middleware.redact.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.middleware.internal.text.Redacting;
import dev.agentruntime.middleware.internal.text.Texts;
import dev.agentruntime.middleware.redact.Detector;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Findings;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.vault.InMemoryVaults;
import dev.agentruntime.vault.VaultKey;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts there and back, plain and in JSON. */
class TextsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RunVault vault =
      RunVault.of(
          InMemoryVaults.create(), Detection.standard().build(), VaultKey.of(SessionKey.of("s")));
  private final Redacting emails = vault.redacting();

  /** Finds whatever stands between two daggers. */
  private final Redacting daggers = into(Detection.none().with(new Daggers()).build());

  private static final class Daggers implements Detector {
    @Override
    public Set<EntityType> types() {
      return Set.of(EntityType.SECRET);
    }

    @Override
    public void scan(String text, Findings findings) {
      int open = text.indexOf('\u2020');
      while (open >= 0) {
        int close = text.indexOf('\u2020', open + 1);
        if (close < 0) {
          return;
        }
        findings.found(open, close + 1, EntityType.SECRET, 1);
        open = text.indexOf('\u2020', close + 1);
      }
    }
  }

  private Redacting into(Detection detection) {
    return new Redacting(
        detection::find,
        detection.hasHostDetectors(),
        (type, value) -> vault.placeholder(type, value).toString());
  }

  private String revealed(String text) {
    Revealing revealing = new Revealing(vault, _ -> PlaceholderUse.RESOLVE);
    String revealed = Texts.changed(text, revealing);
    assertFalse(revealing.metDamaged(), text);
    return revealed;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "with \"quotes\" and 'more'",
        "back\\slashes \\n \\u0041 \\",
        "lines\nand\ttabs\r\n",
        "\ud83d\ude00 pairs \ud83e\udd84",
        "half a pair \ud83d and \ude00",
        "\u0000\u0001\u001f",
        "{\"json\":[\"in\",\"a value\"]}",
        "</script> & <b> %41 ${x}",
        "\u27e6 brackets \u27e7"
      })
  void aValueComesBackAsItWasFromJsonInStringsInJson(String middle) throws Exception {
    String value = "\u2020" + middle + "\u2020";
    ObjectNode inner = MAPPER.createObjectNode().put("deep", "a " + value + " b").put("n", 5);
    ObjectNode middleNode = MAPPER.createObjectNode().put("inner", inner.toString());
    ObjectNode outer = MAPPER.createObjectNode().put("text", value);
    outer.putArray("list").add(middleNode.toString()).add(true).addNull();

    String redacted = Texts.changed(outer.toString(), daggers);
    assertFalse(redacted.contains("\u2020"), redacted);
    JsonNode read = MAPPER.readTree(redacted);
    assertTrue(read.at("/list/1").asBoolean(), redacted);
    JsonNode back = MAPPER.readTree(revealed(redacted));
    JsonNode deep =
        MAPPER.readTree(MAPPER.readTree(back.at("/list/0").asText()).path("inner").asText());
    assertEquals(inner, deep);
    assertEquals(value, back.path("text").asText());
    assertEquals("see " + value + ".", revealed(Texts.changed("see " + value + ".", daggers)));
  }

  @Test
  void redactedJsonParsesToTheSameShape() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      JsonNode tree = tree(random, 4);
      String text = i % 2 == 0 ? tree.toString() : tree.toPrettyString();
      String redacted = Texts.changed(text, daggers);
      JsonNode read = MAPPER.readTree(redacted);
      assertEquals(shape(tree), shape(read), redacted);
      assertEquals(redacted, Texts.changed(redacted, daggers), "nothing is left to be found");
      assertEquals(tree, MAPPER.readTree(revealed(redacted)), redacted);
    }
  }

  private static JsonNode tree(Random random, int depth) {
    return switch (depth == 0 ? random.nextInt(4) : random.nextInt(6)) {
      case 0 -> TextNode.valueOf(text(random));
      case 1 -> JsonNodeFactory.instance.numberNode(random.nextInt());
      case 2 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case 3 -> JsonNodeFactory.instance.nullNode();
      case 4 -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(tree(random, depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("k" + i + text(random), tree(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static String text(Random random) {
    String alphabet = "ab\"\\\n{}[]:,\u2020\u2020\u2020 u0\u00e9\u27e6";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String shape(JsonNode node) {
    if (node.isObject()) {
      StringBuilder shape = new StringBuilder("{");
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        shape.append(shape(property.getValue())).append(',');
      }
      return shape.append('}').toString();
    }
    if (node.isArray()) {
      StringBuilder shape = new StringBuilder("[");
      node.forEach(element -> shape.append(shape(element)).append(','));
      return shape.append(']').toString();
    }
    return node.getNodeType().name();
  }

  @Test
  void aCleanTextIsTheSameInstance() {
    for (String text :
        new String[] {
          "nothing here", "{\"a\": [1, 2, \"x\"]}", "{\"a\": \"line\\nline\"}", "C:\\dir \"q\"", ""
        }) {
      assertSame(text, Texts.changed(text, emails));
      assertSame(text, Texts.changed(text, new Revealing(vault, _ -> PlaceholderUse.RESOLVE)));
    }
  }

  @Test
  void whatJsonEscapesHideIsFound() {
    String redacted = Texts.changed("{\"to\":\"anna\\u0040example.org\"}", emails);
    assertTrue(redacted.startsWith("{\"to\":\"\u27e6EMAIL-"), redacted);
    assertEquals("{\"to\":\"anna@example.org\"}", revealed(redacted));
  }

  @Test
  void whatIsFoundWithinStringsIsReplacedThereAndNothingElse() {
    String text =
        "{ \"anna@example.org\" : \"from bert@example.com, with love\",\n"
            + " \"date_of_birth\":\"1975-05-21\", \"timestamp\":\"2021-11-03T02:43:00Z\"}";
    String redacted = Texts.changed(text, emails);
    String tag = vault.tag();
    assertEquals(
        text.replace("anna@example.org", "\u27e6EMAIL-" + tag + "-1\u27e7")
            .replace("bert@example.com", "\u27e6EMAIL-" + tag + "-2\u27e7")
            .replace("1975-05-21", "\u27e6BIRTH_DATE-" + tag + "-1\u27e7"),
        redacted);
    assertEquals(text, revealed(redacted));
    assertSame(redacted, Texts.changed(redacted, emails));
  }

  @Test
  void whatIsNoJsonIsRedactedAllTheSame() {
    String log =
        "[INFO] \"quoted \\\" anna@example.org\" and bert@example.com, {\"a\": \"c@example.net\"";
    String redacted = Texts.changed(log, emails);
    assertFalse(redacted.contains("@"), redacted);
    assertEquals(log, revealed(redacted));
  }

  @Test
  void aNumberThatIsAValueBecomesAString() throws Exception {
    Detection cards = Detection.none().pattern(EntityType.CARD, "4111", "4111[0-9]{12}").build();
    Redacting rule = into(cards);
    String redacted = Texts.changed("{\"card\": 4111111111111111, \"n\": 12345678}", rule);
    JsonNode read = MAPPER.readTree(redacted);
    assertTrue(read.path("card").isTextual(), redacted);
    assertEquals(12345678, read.path("n").asInt());
  }

  @Test
  void namesOfPropertiesAreRedactedToo() throws Exception {
    String redacted = Texts.changed("{\"anna@example.org\": 1, \"bert@example.org\": 2}", emails);
    assertFalse(redacted.contains("@"), redacted);
    assertEquals(2, MAPPER.readTree(redacted).size());
  }

  @Test
  void aTextThatWasRedactedStaysAsItIs() {
    String once = Texts.changed("write to anna@example.org, now", emails);
    assertSame(once, Texts.changed(once, emails));
  }

  @Test
  void placeholdersWithinWhatLooksLikeALongerValueStay() {
    String inside = Texts.changed("anna@example.org", emails);
    String redacted = Texts.changed("\u2020a " + inside + " b\u2020", daggers);
    assertTrue(redacted.contains(inside), redacted);
    assertFalse(redacted.contains("\u2020"), redacted);
    assertEquals("\u2020a anna@example.org b\u2020", revealed(redacted));
  }
}
