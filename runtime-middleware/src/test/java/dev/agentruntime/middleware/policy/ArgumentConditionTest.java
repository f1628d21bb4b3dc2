package dev.agentruntime.middleware.policy;

import static dev.agentruntime.middleware.policy.ArgumentCondition.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.ToolArguments;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions are about values of a kind, and what could be read in two ways is not judged. */
class ArgumentConditionTest {
  private static Truth truth(ArgumentCondition condition, String json) {
    return condition.of(ToolArguments.ofText(json).object(), true);
  }

  private static Truth ofText(ArgumentCondition condition, String text) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("v", text);
    return condition.of(arguments, true);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/path, YES",
    "HTTPS://EXAMPLE.COM:8443/path?q=http://evil.com, YES",
    "https://example.com./, YES",
    "https://api.example.com/, YES",
    "https://a.b.api.example.com/, NO",
    "https://deep.internal.org/, YES",
    "https://internal.org/, NO",
    "https://evilinternal.org/, NO",
    "https://evil.com/example.com, NO",
    "https://evil.com#@example.com, NO",
    "https://example.com.evil.com/, NO",
    "https://example.com@evil.com/, UNDECIDABLE",
    "https://evil.com\\@example.com/, UNDECIDABLE",
    "https://2130706433/, UNDECIDABLE",
    "https://0x7f.1/, UNDECIDABLE",
    "https://0177.0.0.1/, UNDECIDABLE",
    "https://127.1/, UNDECIDABLE",
    "https://[::ffff:127.0.0.1]/, UNDECIDABLE",
    "https://127.0.0.1:80/, NO",
    "https://10.0.0.1/, YES",
    "https://exämple.com/, UNDECIDABLE",
    "https:example.com, UNDECIDABLE",
    "https:/example.com/, UNDECIDABLE",
    "//example.com/, UNDECIDABLE",
    "example.com, UNDECIDABLE",
    "'https://exa mple.com/', UNDECIDABLE",
    "'', UNDECIDABLE"
  })
  void aHostIsJudgedOnlyIfTheUrlCanBeReadInOneWay(String url, Truth expected) {
    ArgumentCondition ours =
        at("/v").hostIn("example.com", "API.example.com", "*.internal.org", "10.0.0.1");
    assertEquals(expected, ofText(ours, url));
    assertEquals(expected.negated(), ofText(ours.not(), url));
  }

  @Test
  void lineBreaksInAUrlAreNotJudged() {
    assertEquals(
        Truth.UNDECIDABLE, ofText(at("/v").hostIn("example.com"), "https://exam\nple.com/"));
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/reports, YES",
    "/srv/reports/2026/a.txt, YES",
    "/srv//reports/./a.txt, YES",
    "/srv/reports/../reports/a.txt, YES",
    "/srv/reports/.../a, YES",
    "/srv/reportsx/a.txt, NO",
    "/srv/reports/../../etc/passwd, NO",
    "/../srv/reports, YES",
    "/srv, NO",
    "/, NO",
    "out/a.txt, YES",
    "./out/../out/b, YES",
    "out/../../out/b, NO",
    "../out/b, NO",
    "~/out, NO",
    "'/srv/reports\\..\\..\\etc', UNDECIDABLE"
  })
  void aPathIsComparedOnceItsDotsAreResolved(String path, Truth expected) {
    assertEquals(expected, ofText(at("/v").under("/srv/reports/", "out"), path));
  }

  @Test
  void aPathThatLeadsWhoKnowsWhereIsNotJudged() {
    ArgumentCondition absolute = at("/v").under("/srv");
    assertEquals(Truth.UNDECIDABLE, ofText(absolute, "../../etc/passwd"));
    assertEquals(Truth.UNDECIDABLE, ofText(absolute, "/srv/a\u0000/../../etc"));
    assertEquals(Truth.UNDECIDABLE, ofText(at("/v").under("out"), "/out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "999                | NO",
        "1000               | NO",
        "1000.0             | NO",
        "1000.01            | YES",
        "1e3                | NO",
        "1e400              | YES",
        "-5                 | NO",
        "123456789012345678901234567890 | YES",
        "\"1001\"           | UNDECIDABLE",
        "true               | UNDECIDABLE",
        "{\"n\":1001}       | UNDECIDABLE",
        "null               | NO"
      })
  void numbersAreComparedAsNumbers(String value, Truth expected) {
    assertEquals(expected, truth(at("/v").above(1_000), "{\"v\":" + value + "}"));
  }

  @Test
  void boundsAreIncluded() {
    assertEquals(Truth.YES, truth(at("/v").between(1, 3), "{\"v\":3}"));
    assertEquals(Truth.NO, truth(at("/v").between(1, 3), "{\"v\":3.5}"));
    assertEquals(Truth.YES, truth(at("/v").atLeast(2), "{\"v\":2}"));
    assertEquals(Truth.YES, truth(at("/v").atMost(new BigDecimal("0.1")), "{\"v\":0.1}"));
    assertEquals(Truth.YES, truth(at("/v").equalTo(7), "{\"v\":7.0}"));
  }

  @Test
  void notANumberIsNotJudged() {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("v", Double.NaN);
    assertEquals(Truth.UNDECIDABLE, at("/v").atLeast(0).of(arguments, true));
  }

  @Test
  void textsAndTruthValuesAreComparedToTheLetter() {
    assertEquals(Truth.YES, truth(at("/v").in("a", "b"), "{\"v\":\"b\"}"));
    assertEquals(Truth.NO, truth(at("/v").in("a", "b"), "{\"v\":\"B\"}"));
    assertEquals(Truth.UNDECIDABLE, truth(at("/v").in("1"), "{\"v\":1}"));
    assertEquals(Truth.YES, truth(at("/v").startsWith("ab"), "{\"v\":\"abc\"}"));
    assertEquals(Truth.NO, truth(at("/v").startsWith("b"), "{\"v\":\"abc\"}"));
    assertEquals(Truth.UNDECIDABLE, truth(at("/v").startsWith("b"), "{\"v\":[{}]}"));
    assertEquals(Truth.YES, truth(at("/v").equalTo(true), "{\"v\":true}"));
    assertEquals(Truth.UNDECIDABLE, truth(at("/v").equalTo(true), "{\"v\":\"true\"}"));
  }

  @Test
  void nothingHoldsOfWhatIsNotThereButTheNegation() {
    for (String json : List.of("{}", "{\"v\":null}", "{\"v\":[]}", "{\"v\":[null]}")) {
      for (ArgumentCondition condition :
          List.of(at("/v").present(), at("/v").equalTo("a"), at("/v").atLeast(1))) {
        assertEquals(Truth.NO, truth(condition, json), condition + " of " + json);
        assertEquals(Truth.YES, truth(condition.not(), json), condition + " of " + json);
      }
    }
    assertEquals(Truth.YES, truth(at("/v").present(), "{\"v\":{}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"orders\":[{\"to\":\"a\"},{\"to\":\"b\"}]}",
        "{\"orders\":{\"x\":{\"to\":\"a\"},\"y\":{\"to\":[\"b\",[\"a\"]]}}}"
      })
  void aStarLooksAtEveryElementAndMember(String json) {
    ObjectNode arguments = ToolArguments.ofText(json).object();
    assertEquals(Truth.YES, at("/orders/*/to").equalTo("b").of(arguments, false));
    assertEquals(Truth.NO, at("/orders/*/to").equalTo("b").of(arguments, true));
    assertEquals(Truth.YES, at("/orders/*/to").in("a", "b").of(arguments, true));
    assertEquals(Truth.NO, at("/orders/*/to").equalTo("c").of(arguments, false));
  }

  @Test
  void onlyOneValueThatCannotBeJudgedSpoilsAnAllowButNotADenialThatIsClear() {
    ObjectNode mixed = ToolArguments.ofText("{\"v\":[1,\"x\",5000]}").object();
    assertEquals(Truth.YES, at("/v").above(1_000).of(mixed, false));
    assertEquals(Truth.NO, at("/v").above(1_000).of(mixed, true));
    assertEquals(Truth.UNDECIDABLE, at("/v").atLeast(0).of(mixed, true));
    assertEquals(Truth.UNDECIDABLE, at("/v").above(9_000).of(mixed, false));
  }

  @Test
  void pointersAreReadAsTheirStandardSays() {
    ObjectNode arguments =
        ToolArguments.ofText("{\"a/b\":{\"m~n\":[\"x\",\"y\"]},\"\":1}").object();
    assertEquals(Truth.YES, at("/a~1b/m~0n/1").equalTo("y").of(arguments, true));
    assertEquals(Truth.NO, at("/a~1b/m~0n/01").present().of(arguments, true));
    assertEquals(Truth.NO, at("/a~1b/m~0n/7").present().of(arguments, true));
    assertEquals(Truth.NO, at("/a~1b/m~0n/-").present().of(arguments, true));
  }

  @Test
  void nonsenseIsRefusedByKeyValueAndBound() {
    assertRefused(
        "a pointer into arguments must begin with '/' and name one, was 'amount'",
        () -> at("amount"));
    assertRefused("texts at /v must not be empty", () -> at("/v").in());
    assertRefused("prefixes at /v must not be empty, was ''", () -> at("/v").startsWith(""));
    assertRefused("the lower bound at /v must be at most 1, was 2", () -> at("/v").between(2, 1));
    assertRefused(
        "a host must be a plain name such as 'api.example.com' or '*.example.com', without scheme,"
            + " port or blanks, was 'https://example.com'",
        () -> at("/v").hostIn("https://example.com"));
    assertRefused(
        "a path must not be blank nor hold backslashes or control characters, was ''",
        () -> at("/v").under(""));
  }

  private static void assertRefused(String message, Runnable nonsense) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, nonsense::run).getMessage());
  }
}
