package dev.agentruntime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static JsonNode parsed(String text) {
    return StrictJson.decode(text, Shape.ANY).value().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1                                   | 1",
        "1.0                                 | 1",
        "1e0                                 | 1",
        "10e-1                               | 1",
        "-0                                  | 0",
        "-0.0e5                              | 0",
        "0.10                                | 0.1",
        "100                                 | 100",
        "1e2                                 | 100",
        "9223372036854775807                 | 9223372036854775807",
        "9223372036854775807.0               | 9223372036854775807",
        "12345678901234567890                | 1.234567890123456789E+19",
        "12345678901234567891                | 12345678901234567891",
        "0.1000000000000000055511151231257827| 0.1000000000000000055511151231257827",
        "1e999999999                         | 1E+999999999",
      })
  void aNumberHasOneFormHoweverItIsWritten(String written, String canonical) {
    assertEquals(canonical, CanonicalJson.text(parsed(written)));
    assertTrue(parsed(canonical).isNumber(), canonical);
    assertTrue(CanonicalJson.same(parsed(written), parsed(canonical)));
    assertEquals(
        CanonicalJson.fingerprint(parsed(written)), CanonicalJson.fingerprint(parsed(canonical)));
  }

  @Test
  void numbersThatDifferOnlyBeyondADoubleDiffer() {
    JsonNode one = parsed("9007199254740993");
    JsonNode other = parsed("9007199254740992.0");
    assertNotEquals(CanonicalJson.text(one), CanonicalJson.text(other));
    assertFalse(CanonicalJson.same(one, other));
  }

  @Test
  void orderOfPropertiesAndBlanksDoNotCount() {
    JsonNode one = parsed("{\"b\":[1,{\"y\":null,\"x\":true}],\"a\":\"t\"}");
    JsonNode other = parsed(" { \"a\" : \"t\" , \"b\" : [ 1.0 , { \"x\":true, \"y\" : null } ] }");
    assertEquals("{\"a\":\"t\",\"b\":[1,{\"x\":true,\"y\":null}]}", CanonicalJson.text(one));
    assertEquals(CanonicalJson.text(one), CanonicalJson.text(other));
    assertTrue(CanonicalJson.same(one, other));
    assertEquals(CanonicalJson.fingerprint(one), CanonicalJson.fingerprint(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2]         | [2,1]",
        "{\"a\":1}     | {\"a\":\"1\"}",
        "{\"a\":null}  | {}",
        "{\"a\":null}  | {\"b\":null}",
        "{\"a\":{}}    | {\"a\":[]}",
        "true          | \"true\"",
        "null          | \"null\"",
        "{\"a\":1,\"b\":2} | {\"a\":2,\"b\":1}",
        "[[1],[2]]     | [[1,2]]",
      })
  void differentValuesDiffer(String one, String other) {
    assertNotEquals(CanonicalJson.text(parsed(one)), CanonicalJson.text(parsed(other)));
    assertFalse(CanonicalJson.same(parsed(one), parsed(other)));
    assertNotEquals(
        CanonicalJson.fingerprint(parsed(one)), CanonicalJson.fingerprint(parsed(other)));
  }

  @Test
  void stringsKeepTheirCharactersAndEscapeNoMoreThanTheyMust() {
    String text = "ü€\uD83D\uDE00/\u007f\"\\\b\t\n\f\r\u0001";
    assertEquals(
        "\"ü€\uD83D\uDE00/\u007f\\\"\\\\\\b\\t\\n\\f\\r\\u0001\"",
        CanonicalJson.text(NODES.textNode(text)));
  }

  @Test
  void halfASurrogatePairIsNeitherAQuestionMarkNorAnotherHalf() {
    JsonNode high = NODES.textNode("\uD83D");
    JsonNode low = NODES.textNode("\uDE00");
    assertEquals("\"\\ud83d\"", CanonicalJson.text(high));
    assertEquals(parsed("\"\\ud83d\""), high);
    assertNotEquals(ArgumentsDigest.hex("test", high), ArgumentsDigest.hex("test", low));
    assertNotEquals(
        ArgumentsDigest.hex("test", high), ArgumentsDigest.hex("test", NODES.textNode("?")));
  }

  @Test
  void namesAreSortedByTheirUtf16CodeUnits() {
    ObjectNode object = NODES.objectNode();
    for (String name : List.of("\uFB33", "\uD83D\uDE00", "€", "ö", "1", "\r", "")) {
      object.put(name, 0);
    }
    assertEquals(
        "{\"\":0,\"\\r\":0,\"1\":0,\"ö\":0,\"€\":0,\"\uD83D\uDE00\":0,\"\uFB33\":0}",
        CanonicalJson.text(object));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNotJsonHasNoForm(double number) {
    JsonNode node = NODES.objectNode().set("n", NODES.numberNode(number));
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.text(node));
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.fingerprint(node));
    assertThrows(IllegalArgumentException.class, () -> ArgumentsDigest.hex("test", node));
  }

  @Test
  void aJavaObjectInATreeIsRefusedWithoutBeingShown() {
    JsonNode node = NODES.pojoNode("a secret");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.text(node));
    assertEquals("only JSON has a canonical form, but the tree holds a pojo", refused.getMessage());
  }

  @Test
  void binaryNumbersCountAsTheShortestDecimalThatMeansThem() {
    assertEquals("0.1", CanonicalJson.text(NODES.numberNode(0.1)));
    assertEquals("0.1", CanonicalJson.text(NODES.numberNode(0.1f)));
    assertEquals(
        CanonicalJson.fingerprint(NODES.numberNode(0.1f)),
        CanonicalJson.fingerprint(NODES.numberNode(new BigDecimal("0.10"))));
  }

  /** The three ways to compare agree, and the text is JSON that reads back as the same value. */
  @Test
  void textSamenessAndFingerprintAgreeOnTenThousandRandomPairs() {
    Random random = new Random(4711);
    for (int i = 0; i < 10_000; i++) {
      JsonNode one = value(random, 3);
      JsonNode other = random.nextBoolean() ? rewritten(one, random) : value(random, 3);
      boolean same = CanonicalJson.text(one).equals(CanonicalJson.text(other));
      assertEquals(same, CanonicalJson.same(one, other), () -> one + " and " + other);
      assertEquals(
          same,
          ArgumentsDigest.hex("test", one).equals(ArgumentsDigest.hex("test", other)),
          () -> one + " and " + other);
      if (same) {
        assertEquals(CanonicalJson.fingerprint(one), CanonicalJson.fingerprint(other));
      }
      JsonNode back = parsed(CanonicalJson.text(one));
      assertEquals(CanonicalJson.text(one), CanonicalJson.text(back));
    }
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> NODES.numberNode(random.nextInt(4));
      case 1 -> NODES.numberNode(BigDecimal.valueOf(random.nextInt(400), 2));
      case 2 -> NODES.textNode(List.of("", "a", "ü", "\n", "\uD83D\uDE00").get(random.nextInt(5)));
      case 3 -> NODES.booleanNode(random.nextBoolean());
      case 4 -> NODES.nullNode();
      case 5 -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(value(random, depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          object.set("p" + random.nextInt(3), value(random, depth - 1));
        }
        yield object;
      }
    };
  }

  /** The same value in other words. */
  private static JsonNode rewritten(JsonNode value, Random random) {
    return switch (value.getNodeType()) {
      case NUMBER ->
          value.isInt()
              ? NODES.numberNode(BigInteger.valueOf(value.intValue()))
              : NODES.numberNode(value.decimalValue().setScale(2 + random.nextInt(5)));
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        value.forEach(element -> array.add(rewritten(element, random)));
        yield array;
      }
      case OBJECT -> {
        List<String> names = new ArrayList<>();
        value.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        ObjectNode object = NODES.objectNode();
        names.forEach(name -> object.set(name, rewritten(value.get(name), random)));
        yield object;
      }
      default -> value;
    };
  }
}
