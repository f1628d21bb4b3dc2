package dev.agentruntime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Change.Effect;
import dev.agentruntime.json.Change.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tolerant parser makes of each family of damage, and what it says it did. */
class TolerantParserTest {

  @ParameterizedTest
  @CsvFileSource(
      resources = "damage.txt",
      delimiter = '|',
      quoteCharacter = '~',
      maxCharsPerColumn = 10_000)
  void damageIsReadAsTheWriterMeantAndEveryChangeIsListed(
      String text, String expected, String kinds) {
    Decoded decoded = JsonDecoder.tolerant().decode(unescape(text));
    JsonNode node = decoded.value().orElseThrow(() -> new AssertionError(decoded.toString()));
    assertEquals(StrictJson.decode(expected, Shape.ANY).value().orElseThrow(), node);
    assertEquals(kinds, kinds(decoded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\",",
        "{:2}",
        "{\"a\" ]",
        "words [",
        "{\"a\":\"\\uZ000\"}",
        "{\"body\": \"a\" + str(x)}",
        "{\"body\": \"\\n\".join(lines)}",
        "{\"body\": json.dumps({\"a\":1})}",
        "{\"body\": f\"Dear {name}\"}",
        "no value here at all",
      })
  void whatCouldMeanAnythingIsRefused(String text) {
    assertInstanceOf(
        Decoded.Refused.class, LooseDocument.decode(text, Shape.ANY, Extent.WHOLE), text);
  }

  @Test
  void validTextIsReadByTheStrictRungAlone() {
    Decoded decoded = JsonDecoder.tolerant().decode("{\"a\":[1,2.50,\"x\",null,true]}");
    assertInstanceOf(Decoded.Strict.class, decoded);
  }

  @Test
  void cutTextSaysThatItWasCut() {
    String text = "{\"path\":\"/tmp/x\",\"lines\":[\"one\",\"two\"],\"n\":12}";
    for (int end = 1; end < text.length(); end++) {
      Decoded decoded = JsonDecoder.tolerant().decode(text.substring(0, end));
      Decoded.Repaired repaired = assertInstanceOf(Decoded.Repaired.class, decoded, text);
      assertTrue(repaired.has(Effect.CUT), text.substring(0, end));
    }
  }

  @Test
  void prefixOfAValueHoldsWhatCannotChangeAnyMore() {
    JsonDecoder decoder = JsonDecoder.tolerant().reading(Extent.PREFIX);
    assertEquals("{\"a\":\"x}\"}", node(decoder, "{\"a\":\"x}"));
    assertEquals("{\"a\":1}", node(decoder, "{\"a\":1,\"b\":12"));
    assertEquals("{\"a\":1}", node(decoder, "{\"a\":1,\"b\":"));
    assertEquals("{\"a\":1}", node(decoder, "{\"a\":1,\"b"));
    assertEquals("{\"a\":1}", node(decoder, "{\"a\":1,\"b\":tru"));
    assertEquals("{\"a\":[1]}", node(decoder, "{\"a\":[1,2"));
  }

  @Test
  void proseWithoutAContainerEmbedsNothing() {
    JsonDecoder decoder = JsonDecoder.tolerant().reading(Extent.EMBEDDED);
    assertInstanceOf(Decoded.Refused.class, decoder.decode("42" + " is the answer"));
    assertEquals("{\"a\":1}", node(decoder, "So: {\"a\":1} is it."));
  }

  @Test
  void secondValueBesideAnObjectThatWasAskedForIsALoss() {
    Decoded decoded =
        JsonDecoder.tolerant().expecting(Shape.OBJECT).decode("{\"a\":1}\nObservation: {\"b\":2}");
    Decoded.Repaired repaired = assertInstanceOf(Decoded.Repaired.class, decoded);
    assertEquals("{\"a\":1}", repaired.node().toString());
    assertTrue(repaired.has(Effect.LOSS));
  }

  @Test
  void sameNameWithAnotherValueIsALoss() {
    Decoded decoded = JsonDecoder.tolerant().decode("{\"a\":1,\"a\":2}");
    Decoded.Repaired repaired = assertInstanceOf(Decoded.Repaired.class, decoded);
    assertEquals("{\"a\":2}", repaired.node().toString());
    assertEquals(
        List.of(Kind.DUPLICATE_REPLACED), repaired.changes().stream().map(Change::kind).toList());
    assertTrue(repaired.has(Effect.LOSS));
  }

  @Test
  void answerShowsNothingOfTheText() {
    String text = "{'s3cr3t': s3cr3t s3cr3t, \"s3cr3t\": ";
    assertFalse(JsonDecoder.tolerant().decode(text).toString().contains("s3cr3t"));
    assertFalse(JsonDecoder.strict().decode(text).toString().contains("s3cr3t"));
    assertFalse(JsonDecoder.strict().decode("\"s3cr3t\"").toString().contains("s3cr3t"));
  }

  @Test
  void nestingIsBounded() {
    String deep = "{a:" + "[".repeat(200) + "]".repeat(200) + "}";
    Decoded.Refused refused =
        assertInstanceOf(Decoded.Refused.class, JsonDecoder.tolerant().decode(deep));
    assertEquals(Decoded.Reason.TOO_DEEP, refused.reason());
  }

  private static String node(JsonDecoder decoder, String text) {
    return decoder.decode(text).value().map(JsonNode::toString).orElse("refused");
  }

  private static String kinds(Decoded decoded) {
    return switch (decoded) {
      case Decoded.Repaired repaired ->
          repaired.changes().stream()
              .map(change -> change.kind().name())
              .distinct()
              .collect(Collectors.joining(" "));
      case Decoded.Strict _ -> "STRICT";
      case Decoded.Refused _ -> "REFUSED";
    };
  }

  /** In the file a line is a case, so {@code ↵} stands for a line break. */
  private static String unescape(String text) {
    return text.replace('\u21B5', '\n').replace('\u2192', '\t');
  }
}
