package dev.agentruntime.json.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.Extent;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.schema.Coercion.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a free answer is read as, given what was asked for. */
class SchemaDecoderTest {
  private static final String PERSON =
      """
      {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},
       "required":["name"]}\
      """;
  private static final String PEOPLE = "{\"type\":\"array\",\"items\":" + PERSON + "}";
  private static final String LEVEL = "{\"enum\":[\"LOW\",\"HIGH\"]}";

  @Test
  void answerThatIsTheValueIsNotTouched() {
    SchemaDecoded.Fits fits = fits(PERSON, "{\"name\":\"Ada\",\"age\":36}");
    assertTrue(fits.isUnchanged());
    assertEquals("{\"name\":\"Ada\",\"age\":36}", fits.value().toString());
  }

  @Test
  void ofSeveralValuesTheOneThatFitsIsTaken() {
    String text = "Config: {\"retries\": 3}\nResult: {\"name\": \"Ada\"} as asked.";
    SchemaDecoded.Fits fits = fits(PERSON, text);
    assertEquals("{\"name\":\"Ada\"}", fits.value().toString());
    assertFalse(fits.isUnchanged());
    assertInstanceOf(Decoded.Repaired.class, fits.reading());
  }

  @Test
  void severalValuesAreTheArrayThatWasAskedFor() {
    String text = "First {\"name\":\"Ada\"}, then {\"name\":\"Alan\"}.";
    assertEquals("[{\"name\":\"Ada\"},{\"name\":\"Alan\"}]", fits(PEOPLE, text).value().toString());
  }

  @Test
  void singleValueIsTheOnlyElementAndIsSaidToBe() {
    SchemaDecoded.Fits fits = fits(PEOPLE, "{\"name\":\"Ada\"}");
    assertEquals("[{\"name\":\"Ada\"}]", fits.value().toString());
    assertEquals(List.of(new Coercion("", Kind.SINGLE_TO_ARRAY)), fits.changes());
  }

  @Test
  void textThatWasAskedForIsTheAnswerItself() {
    String text = "{\"name\": \"not to be read\"}";
    SchemaDecoded.Fits fits = fits("{\"type\":\"string\"}", text);
    assertEquals(text, fits.value().textValue());
    assertTrue(fits.isUnchanged());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "high|HIGH",
        "HIGH: the service is down|HIGH",
        "I would say **high**, surely not more|HIGH",
        "low is thinkable, but high is likelier: high|HIGH",
      })
  void valueIsFoundInASentenceThatNamesOne(String text, String value) {
    SchemaDecoded.Fits fits = fits(LEVEL, text);
    assertEquals(value, fits.value().textValue());
    assertFalse(fits.isUnchanged());
  }

  @Test
  void sentenceThatNamesSeveralNamesNone() {
    assertInstanceOf(SchemaDecoded.Misfit.class, decode(LEVEL, "either low or high"));
    assertInstanceOf(SchemaDecoded.Misfit.class, decode(LEVEL, "highly unlikely"));
    assertInstanceOf(
        SchemaDecoded.Misfit.class, decode("{\"type\":\"boolean\"}", "not true but false"));
    assertInstanceOf(
        SchemaDecoded.Misfit.class, decode("{\"type\":\"integer\"}", "between 3 and 5"));
  }

  @Test
  void onlyNumberAndOnlyTruthOfASentenceAreFound() {
    assertEquals(1200, fits("{\"type\":\"integer\"}", "About 1,200 users.").value().intValue());
    assertTrue(fits("{\"type\":\"boolean\"}", "Answer: **True**").value().booleanValue());
  }

  @Test
  void nothingIsMadeUpForWhatIsMissing() {
    SchemaDecoded.Misfit misfit =
        assertInstanceOf(SchemaDecoded.Misfit.class, decode(PERSON, "{\"age\": 36}"));
    assertEquals("/name", misfit.violations().getFirst().pointer());
    assertInstanceOf(
        SchemaDecoded.Misfit.class, decode(PERSON, "{\"name\": \"Ada\", \"age\": \"N/A\"}"));
  }

  @Test
  void prefixHasNullForWhatIsYetToCome() {
    SchemaDecoded decoded =
        SchemaDecoder.of(schema(PERSON)).reading(Extent.PREFIX).decode("{\"age\": 36, \"na");
    assertEquals(
        "{\"name\":null,\"age\":36}",
        assertInstanceOf(SchemaDecoded.Fits.class, decoded).value().toString());
  }

  @Test
  void propertyNobodyAskedForIsLeftOutAndSaidToBe() {
    SchemaDecoded.Fits fits =
        fits(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},"
                + "\"additionalProperties\":false}",
            "{\"a\":1,\"b\":2}");
    assertEquals("{\"a\":1}", fits.value().toString());
    assertEquals(List.of(new Coercion("/b", Kind.PROPERTY_LEFT_OUT)), fits.changes());
  }

  @Test
  void choiceTakesTheBranchThatChangesLeast() {
    String either = "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}";
    SchemaDecoded.Fits fits =
        fits("{\"type\":\"object\",\"properties\":{\"v\":" + either + "}}", "{\"v\":\"5\"}");
    assertEquals("{\"v\":\"5\"}", fits.value().toString());
    assertTrue(fits.isUnchanged());
  }

  @Test
  void schemaThatHoldsItselfEndsInAMisfit() {
    String endless =
        "{\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/b\"},{\"$ref\":\"#/$defs/b\"}]},"
            + "\"b\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/a\"},\"minItems\":1}},"
            + "\"$ref\":\"#/$defs/a\"}";
    assertInstanceOf(SchemaDecoded.Misfit.class, decode(endless, "[".repeat(40) + "]".repeat(40)));
  }

  private static JsonSchema schema(String schema) {
    return JsonSchema.of(json(schema));
  }

  private static JsonNode json(String text) {
    return JsonDecoder.strict().decode(text).value().orElseThrow();
  }

  private static SchemaDecoded decode(String schema, String text) {
    return SchemaDecoder.of(schema(schema)).decode(text);
  }

  private static SchemaDecoded.Fits fits(String schema, String text) {
    return assertInstanceOf(SchemaDecoded.Fits.class, decode(schema, text));
  }
}
