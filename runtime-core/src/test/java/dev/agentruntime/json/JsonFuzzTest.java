package dev.agentruntime.json;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link JsonFuzz} looks for, on a few thousand texts, and what it has found before. */
class JsonFuzzTest {
  private static final int TEXTS = 2_000;

  @Test
  void decoderKeepsItsWordOnDamagedTexts() {
    for (int seed = 0; seed < TEXTS; seed++) {
      assertNull(JsonFuzz.check(new Mutations(seed).text()), "seed " + seed);
    }
  }

  @Test
  void noCutOfAContainerLooksWhole() {
    for (int seed = 0; seed < TEXTS / 10; seed++) {
      assertNull(JsonFuzz.checkCuts(new Mutations(seed).container(0)), "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"key0\"\n  : 56.90\n ,\"ey1\" :true",
        "{\"a\":[-457e,1]}",
        "[2.e3]",
        "{\n\"k\":1_0e0\u201C:tru}",
        "{  'key0': 9{\"k\":1.4\\-01FS! }",
      })
  void decoderKeepsItsWordWhereItOnceDidNot(String text) {
    assertNull(JsonFuzz.check(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```",
        "{```",
        "[",
        "{\"a\":",
        "{'",
        "\"",
        "f(",
        "{\"a\":\"",
        "(",
        "{{",
        "\\\"",
        "{\"a\":1,",
        "[1",
        "`",
        "/*",
        "{a ",
        ", \"",
        "\"\"\"",
        "\"\"",
        "{\"a\": \"b\" ",
        "[\"a, ",
        "{\"a\":\"b, c: \"",
        "... ",
        "#\n",
        "a b ",
        "1{",
        "1 2 ",
        "{a: b c\n",
        "```json\n)\"k\":"
      })
  void noRepetitionIsTooMuch(String unit) {
    assertNull(JsonFuzz.checkSlow(unit.repeat(50_000)));
    assertNull(JsonFuzz.checkSlow("{\"x\":" + unit.repeat(50_000)));
    assertNull(JsonFuzz.checkSlow("}" + unit.repeat(100)));
  }
}
