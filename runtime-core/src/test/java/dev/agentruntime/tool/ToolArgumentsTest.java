package dev.agentruntime.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.JsonDecoder;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What arguments may be, and how they are refused: strictly, and in words that quote nothing of
 * them.
 */
class ToolArgumentsTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\n\t"})
  void nothingMeansNoArguments(@Nullable String text) {
    assertTrue(ToolArguments.ofText(text).isEmpty());
    assertTrue(ToolArguments.ofText(text).object().isEmpty());
    assertEquals("{}", ToolArguments.ofText(text).text());
  }

  @Test
  void textIsKeptAsTheModelSentIt() {
    assertEquals("{ \"a\" : 1.0 }", ToolArguments.ofText("{ \"a\" : 1.0 }").text());
    ToolArguments looked = ToolArguments.ofText("{ \"a\" : 1.0 }");
    assertNotNull(looked.object());
    assertEquals("{ \"a\" : 1.0 }", looked.text());
  }

  @Test
  void objectIsParsedOnceAndWrittenOnce() {
    ToolArguments arguments = ToolArguments.ofText("{\"a\":1}");
    assertSame(arguments.object(), arguments.object());
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("a", 1);
    ToolArguments made = ToolArguments.of(object);
    assertSame(object, made.object());
    assertEquals("{\"a\":1}", made.text());
    assertSame(made.text(), made.text());
  }

  @Test
  void emptinessIsSeenWithoutParsing() {
    assertTrue(ToolArguments.empty().isEmpty());
    assertTrue(ToolArguments.of(JsonNodeFactory.instance.objectNode()).isEmpty());
    assertFalse(ToolArguments.ofText("{\"a\":1}").isEmpty());
    assertFalse(ToolArguments.ofText("{oops").isEmpty());
  }

  @Test
  void wrappingTextDoesNotLookAtIt() {
    assertEquals("ToolArguments(5 characters)", ToolArguments.ofText("{oops").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|arguments must be one JSON object, was a JSON array",
        "\"s3cr3t\"|arguments must be one JSON object, was a JSON string",
        "null|arguments must be one JSON object, was a JSON null",
        "5|arguments must be one JSON object, was a JSON number",
        "{\"a\":1,\"a\":2}|arguments must be one JSON object, but the text has the same property"
            + " twice in one object at line 1, column 12",
        "{\"b\":{\"a\":1,\"a\":2}}|has the same property twice in one object",
        "{\"a\":[{\"a\":1,\"a\":1}]}|has the same property twice in one object",
        "{\"a\":1} s3cr3t|arguments must be one JSON object and nothing else, was followed by"
            + " something",
        "{\"a\":1}{\"a\":2}|was followed by something",
        "{\"a\":1}}|was followed by something",
        "{\"a\":\"s3cr3t|but the text ends too early at line 1",
        "{\"a\":1|but the text ends too early at line 1",
        "{\"a\":NaN}|but the text is not JSON at line 1",
        "{\"a\":Infinity}|but the text is not JSON at line 1",
        "{\"a\":-Infinity}|but the text is not JSON at line 1",
        "{\"a\":s3cr3t}|but the text is not JSON at line 1",
        "{'a':1}|but the text is not JSON at line 1, column 2",
        "{a:1}|but the text is not JSON at line 1",
        "{\"a\":01}|but the text is not JSON at line 1",
        "{\"a\":+1}|but the text is not JSON at line 1",
        "{\"a\":.5}|but the text is not JSON at line 1",
        "{\"a\":1,}|but the text is not JSON at line 1",
        "{\"a\":\"\\x\"}|but the text is not JSON at line 1",
        "{\"a\":1 /* s3cr3t */}|but the text is not JSON at line 1",
        "{\"a\":True}|but the text is not JSON at line 1",
        "```json {}```|but the text is not JSON at line 1, column",
      })
  void anythingButOneStrictObjectIsRefused(String text, String expected) {
    String problem = problem(text);
    assertTrue(problem.contains(expected), problem);
    assertFalse(problem.contains("s3cr3t"), problem);
  }

  @Test
  void rawLineBreakInAStringIsRefusedWithItsPlace() {
    assertTrue(
        problem("{\"a\":\n\"b\nc\"}").contains("is not JSON at line 2"),
        problem("{\"a\":\n\"b\nc\"}"));
  }

  @Test
  void nestingIsBounded() {
    String fits = "{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}";
    assertEquals(1, ToolArguments.ofText(fits).object().size());
    String tooDeep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
    assertTrue(problem(tooDeep).contains("is nested deeper than 100 levels"), problem(tooDeep));
    String endless = "{\"a\":" + "[".repeat(1_000_000);
    assertTrue(problem(endless).contains("is nested deeper than 100 levels"));
  }

  @Test
  void sizeIsBounded() {
    String text = "{\"a\":\"" + "x".repeat(JsonDecoder.MAX_CHARACTERS) + "\"}";
    assertEquals("arguments must be at most 16777216 characters, was 16777224", problem(text));
  }

  @Test
  void bigTextIsReadWhole() {
    String text = "x".repeat(5_000_000);
    assertEquals(
        text, ToolArguments.ofText("{\"a\":\"" + text + "\"}").object().get("a").textValue());
  }

  @Test
  void hugeNumberAndHugeNameAreRefused() {
    assertTrue(
        problem("{\"a\":" + "9".repeat(1001) + "}")
            .contains("has a number or name that is too long"));
    assertTrue(
        problem("{\"" + "n".repeat(60_000) + "\":1}")
            .contains("has a number or name that is too long"));
  }

  @Test
  void numberWithAHugeExponentCostsNothingToRead() {
    ObjectNode object = ToolArguments.ofText("{\"a\":1e999999999}").object();
    assertEquals(new BigDecimal("1e999999999"), object.get("a").decimalValue());
  }

  @Test
  void namesAModelMakesUpAreNotInterned() {
    String name = "madeUp" + System.identityHashCode(this) + "byThisTest";
    ObjectNode object = ToolArguments.ofText("{\"" + name + "\":1}").object();
    assertNotSame(name.intern(), object.fieldNames().next());
  }

  @Test
  void digitsAreNotLost() {
    ObjectNode object =
        ToolArguments.ofText("{\"a\":0.12345678901234567890123,\"b\":123456789012345678901234}")
            .object();
    assertEquals(
        "{\"a\":0.12345678901234567890123,\"b\":123456789012345678901234}", object.toString());
  }

  private static String problem(String text) {
    return java.util.Objects.requireNonNull(
        assertThrows(MalformedArgumentsException.class, () -> ToolArguments.ofText(text).object())
            .getMessage());
  }
}
