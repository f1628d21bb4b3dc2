package dev.agentruntime.json.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoercionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | '12' | 12 | text to number",
        "{'type':'integer'} | ' 12.0 ' | 12 | text to number",
        "{'type':'number'} | '-1.5e2' | -150 | text to number",
        "{'type':'boolean'} | 'True' | true | text to boolean",
        "{'type':['integer','null']} | 'null' | null | text to null",
        "{'type':'string'} | 12 | '12' | number to text",
        "{'type':'string'} | false | 'false' | boolean to text",
        "{'type':'array','items':{'type':'integer'}} | 7 | [7] | single to array",
        "{'type':'array','items':{'type':'string'}} | 'a' | ['a'] | single to array",
        "{'type':'array','items':{'type':'integer'}} | '[1,2]' | [1,2] | text to json",
        "{'type':'object','properties':{'a':{'type':'integer'}}} | '{\\'a\\':1}' | {'a':1} | text"
            + " to json",
        "{'enum':['WARN','ERROR']} | ' warn ' | 'WARN' | value spelling",
        "{'enum':[1,2]} | '2' | 2 | text to number",
        "{'anyOf':[{'type':'integer'},{'type':'null'}]} | '5' | 5 | text to number",
      })
  void anUnambiguousSlipIsMendedAndReported(
      String schema, String value, String mended, String change) {
    // A single quote inside a string is written \' here.
    JsonNode given = Json.of(value.replace("\\'", "\\\""));
    Coerced coerced = Json.schema(schema).coerce(given);
    assertTrue(coerced.isValid(), coerced.violations().toString());
    assertTrue(
        Json.schema("{'const':" + mended + "}").accepts(coerced.value()),
        coerced.value().toString());
    assertEquals(List.of(change), coerced.changes().stream().map(Coercion::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | '12.5'",
        "{'type':'integer'} | '007'",
        "{'type':'integer'} | '+5'",
        "{'type':'integer'} | '1,000'",
        "{'type':'integer'} | '12%'",
        "{'type':'integer'} | 12.5",
        "{'type':'integer'} | true",
        "{'type':'integer'} | ''",
        "{'type':'boolean'} | 'yes'",
        "{'type':'boolean'} | 1",
        "{'type':'string'} | null",
        "{'type':'string'} | 1.10", // a version, perhaps: the tree has lost its zero
        "{'type':'string'} | 1e3",
        "{'type':'string'} | {'a':1}",
        "{'type':'string'} | ['a']",
        "{'type':'array','items':{'type':'string'}} | 'a, b'",
        "{'type':'array','items':{'type':'string'}} | null",
        "{'type':'object'} | '{\\'a\\':1'",
        "{'enum':['On','ON']} | 'on'",
        "{'enum':['WARN','ERROR']} | 'WARNING'",
        "{'anyOf':[{'type':'integer'},{'type':'array','items':{'type':'integer'}}]} | '5'",
      })
  void whatIsAmbiguousIsNeverCoerced(String schema, String value) {
    JsonNode given = Json.of(value.replace("\\'", "\\\""));
    Coerced coerced = Json.schema(schema).coerce(given);
    assertFalse(coerced.isValid(), coerced.value().toString());
    assertEquals(given, coerced.value());
  }

  @Test
  void whatFitsIsTheVerySameObject() {
    JsonNode value = Json.of("{'a':1,'b':null}");
    Coerced coerced = Json.schema("{'type':'object'}").coerce(value);
    assertSame(value, coerced.value());
    assertEquals(List.of(), coerced.changes());
  }

  @Test
  void theValueGivenIsNotChanged() {
    JsonNode value = Json.of("{'a':{'b':['1',2]}}");
    JsonNode copy = value.deepCopy();
    Coerced coerced =
        Json.schema(
                "{'properties':{'a':{'properties':{'b':{'items':{'type':'integer'},'type':'array'}}}}}")
            .coerce(value);
    assertEquals(copy, value);
    assertEquals(Json.of("{'a':{'b':[1,2]}}"), coerced.value());
    assertEquals("[text to number at /a/b/0]", coerced.changes().toString());
  }

  @Test
  void nullForWhatMayBeAbsentIsLeftOutAndForWhatMustBeThereIsNot() {
    JsonSchema schema =
        Json.schema(
            "{'properties':{'a':{'type':'string'},'b':{'type':'string'}},'required':['a']}");
    Coerced optional = schema.coerce(Json.of("{'a':'x','b':null}"));
    assertEquals(Json.of("{'a':'x'}"), optional.value());
    assertEquals("[null left out at /b]", optional.changes().toString());
    assertFalse(schema.coerce(Json.of("{'a':null}")).isValid());
  }

  @Test
  void nullThatIsAllowedStays() {
    JsonNode value = Json.of("{'b':null}");
    assertSame(
        value,
        Json.schema("{'properties':{'b':{'type':['string','null']}}}").coerce(value).value());
  }

  @Test
  void aNameThatDiffersOnlyInCaseAndSeparatorsIsRenamed() {
    JsonSchema schema =
        Json.schema(
            "{'properties':{'maxRows':{'type':'integer'},'name':{}},'additionalProperties':false}");
    Coerced coerced = schema.coerce(Json.of("{'max_rows':'3','Name':'x'}"));
    assertEquals(Json.of("{'maxRows':3,'name':'x'}"), coerced.value());
    assertEquals(
        "[property renamed at /max_rows, text to number at /max_rows, property renamed at /Name]",
        coerced.changes().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'max_rows':1,'maxRows':2}", // the name is taken
        "{'max_rows':1,'max-rows':2}", // two claim one name
        "{'maxRow':1}", // a guess
      })
  void aNameThatMayMeanSomethingElseIsNot(String value) {
    JsonSchema schema =
        Json.schema("{'properties':{'maxRows':{'type':'integer'}},'additionalProperties':false}");
    Coerced coerced = schema.coerce(Json.of(value));
    assertFalse(coerced.isValid());
    assertEquals(List.of(), coerced.changes());
  }

  @Test
  void whereOtherNamesAreAllowedOnlyAMissingNameIsFilled() {
    JsonSchema open =
        Json.schema("{'properties':{'maxRows':{'type':'integer'},'b':{'type':'integer'}}}");
    JsonNode value = Json.of("{'max_rows':1,'b':'2'}");
    assertEquals(Json.of("{'max_rows':1,'b':2}"), open.coerce(value).value());
  }

  @Test
  void changesTriedInABranchThatDoesNotFitAreTakenBack() {
    JsonSchema schema =
        Json.schema(
            """
            {'anyOf':[
              {'type':'object','properties':{'n':{'type':'integer'},'kind':{'const':'a'}},'required':['kind']},
              {'type':'object','properties':{'n':{'type':'integer'},'kind':{'const':'b'}},'required':['kind']}]}
            """);
    Coerced coerced = schema.coerce(Json.of("{'n':'1','kind':'b'}"));
    assertEquals(Json.of("{'n':1,'kind':'b'}"), coerced.value());
    assertEquals("[text to number at /n]", coerced.changes().toString());
  }

  @Test
  void whatCannotBeMendedIsStillTold() {
    Coerced coerced =
        Json.schema("{'properties':{'a':{'type':'integer'},'b':{'type':'integer'}}}")
            .coerce(Json.of("{'a':'1','b':'x'}"));
    assertEquals("[/b must be an integer, was a string]", coerced.violations().toString());
  }

  @Test
  void aChangeHoldsNoValue() {
    Coerced coerced =
        Json.schema(
                "{'properties':{'a':{'enum':['hunter2']}},'additionalProperties':{'type':'integer'}}")
            .coerce(Json.of("{'a':'HUNTER2','my secret key':'42'}"));
    assertEquals(
        "[value spelling at /a, text to number at /(property 2)]", coerced.changes().toString());
    assertEquals("Coerced(2 changes, 0 violations)", coerced.toString());
  }
}
