package dev.agentruntime.json.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.json.schema.Violation.Code;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSchemaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | 3 | 3.5",
        "{'type':'integer'} | 3.0 | '3'",
        "{'type':'number'} | 3.5 | true",
        "{'type':['integer','null']} | null | 'x'",
        "{'type':'string','nullable':true} | null | 1",
        "{'type':'boolean'} | true | 'true'",
        "{'type':'object'} | {} | []",
        "{'type':'array','items':{'type':'string'}} | ['a','b'] | ['a',1]",
        "{'type':'array','minItems':1,'maxItems':2} | [1] | []",
        "{'type':'array','maxItems':2} | [1,2] | [1,2,3]",
        "{'prefixItems':[{'type':'string'},{'type':'integer'}],'items':false} | ['a',1] |"
            + " ['a',1,2]",
        "{'items':[{'type':'string'}],'additionalItems':false} | ['a'] | ['a',1]",
        "{'properties':{'a':{'type':'string'}},'required':['a']} | {'a':'x','b':1} | {'b':1}",
        "{'required':['b']} | {'b':1} | {}",
        "{'properties':{'a':true},'additionalProperties':false} | {'a':1} | {'a':1,'b':1}",
        "{'additionalProperties':{'type':'integer'}} | {'x':1} | {'x':'1'}",
        "{'enum':['a',1,null]} | 1.0 | 2",
        "{'const':{'a':[1]}} | {'a':[1.0]} | {'a':[2]}",
        "{'minimum':1,'maximum':5} | 5 | 5.01",
        "{'exclusiveMinimum':1,'exclusiveMaximum':5} | 1.01 | 5",
        "{'minLength':2,'maxLength':3} | 'äöü' | 'ä'",
        "{'minLength':2} | '😀😀' | '😀'",
        "{'pattern':'^a+$'} | 'aaa' | 'aab'",
        "{'anyOf':[{'type':'string'},{'type':'integer'}]} | 1 | 1.5",
        "{'oneOf':[{'type':'integer'},{'type':'number','minimum':3}]} | 1 | 4",
        "{'allOf':[{'minimum':1},{'maximum':2}]} | 2 | 3",
        "{'$ref':'#/$defs/x','$defs':{'x':{'type':'integer'}}} | 1 | 'a'",
        "{'$ref':'#/definitions/x','definitions':{'x':{'type':'integer'}}} | 1 | 'a'",
        "{'properties':{'next':{'$ref':'#'}},'additionalProperties':false} | {'next':{}} |"
            + " {'next':{'b':1}}",
        "true | 1 | ",
        "{'unknownKeyword':7,'type':'integer'} | 1 | 'a'",
        "{'patternProperties':{'^x':{}},'additionalProperties':false} | {'xy':1} | ",
      })
  void aSchemaAcceptsWhatItSaysAndNothingElse(String schema, String good, String bad) {
    JsonSchema compiled = Json.schema(schema);
    assertTrue(compiled.accepts(Json.of(good)), good);
    assertEquals(List.of(), compiled.validate(Json.of(good)));
    if (bad != null) {
      assertFalse(compiled.accepts(Json.of(bad)), bad);
      assertFalse(compiled.validate(Json.of(bad)).isEmpty(), bad);
    }
  }

  @Test
  void whatFitsIsToldWithoutMakingAList() {
    JsonSchema schema = Json.schema("{'type':'object'}");
    assertSame(schema.validate(Json.of("{}")), schema.validate(Json.of("{'a':1}")));
  }

  @Test
  void everyViolationNamesThePlaceAndWhatIsExpected() {
    JsonSchema schema =
        Json.schema(
            """
            {'type':'object','required':['service'],'additionalProperties':false,'properties':{
              'service':{'type':'string'},'limit':{'type':'integer','maximum':9},
              'levels':{'type':'array','items':{'enum':['WARN','ERROR']}}}}
            """);
    List<Violation> found =
        schema.validate(Json.of("{'servce':'x','limit':12,'levels':['WARN','ERORR']}"));
    assertEquals(
        List.of(
            "/servce is not expected; did you mean service?",
            "/service is missing",
            "/limit must be at most 9",
            "/levels/1 must be one of WARN, ERROR, was another string; did you mean ERROR?"),
        found.stream().map(Violation::toString).toList());
    assertEquals(
        List.of(Code.UNEXPECTED, Code.MISSING, Code.BOUNDS, Code.VALUE),
        found.stream().map(Violation::code).toList());
  }

  @Test
  void aMisspeltNameIsFoundWhereOtherNamesAreAllowedToo() {
    JsonSchema schema =
        Json.schema("{'properties':{'service':{'type':'string'}},'required':['service']}");
    assertEquals(
        "/service is missing; there is servce instead",
        schema.validate(Json.of("{'servce':'x'}")).getFirst().toString());
  }

  @Test
  void aViolationHoldsNoValueAndNoKeyThatLooksLikeData() {
    JsonSchema schema =
        Json.schema("{'additionalProperties':{'type':'integer'},'properties':{'pin':{'const':7}}}");
    String text =
        schema.validate(Json.of("{'hunter2 is my password!':'hunter2','pin':1234}")).toString();
    assertFalse(text.contains("hunter2"), text);
    assertFalse(text.contains("1234"), text);
    assertTrue(text.contains("/(property 1)"), text);
  }

  @Test
  void theFormThatWasMeantIsTheOneComplainedOf() {
    JsonSchema schema =
        Json.schema(
            """
            {'anyOf':[
              {'type':'object','properties':{'type':{'enum':['Circle']},'radius':{'type':'number'}},
               'required':['type','radius'],'additionalProperties':false},
              {'type':'object','properties':{'type':{'enum':['Square']},'side':{'type':'number'}},
               'required':['type','side'],'additionalProperties':false}]}
            """);
    assertEquals(
        List.of("/side must be a number, was a string"),
        texts(schema, "{'type':'Square','side':'x'}"));
    assertEquals(
        List.of("/type must be one of Circle, Square, was something else"),
        texts(schema, "{'type':'Oval'}"));
    assertEquals(
        List.of("/type is missing; it must be one of Circle, Square"), texts(schema, "{}"));
    assertEquals(List.of("the value must be an object, was an integer"), texts(schema, "1"));
  }

  @Test
  void atMostFiveViolationsAreTold() {
    assertEquals(
        JsonSchema.MAX_VIOLATIONS,
        Json.schema("{'items':{'type':'string'}}").validate(Json.of("[1,2,3,4,5,6,7]")).size());
  }

  @Test
  void langchain4jsTypesAreUnderstood() {
    JsonSchema schema =
        JsonSchema.of(
            JsonObjectSchema.builder()
                .addStringProperty("name")
                .addIntegerProperty("age")
                .addNumberProperty("score")
                .addBooleanProperty("active")
                .addProperty("level", JsonEnumSchema.builder().enumValues("LOW", "HIGH").build())
                .addProperty(
                    "tags",
                    JsonArraySchema.builder().items(JsonStringSchema.builder().build()).build())
                .addProperty(
                    "either",
                    JsonAnyOfSchema.builder()
                        .anyOf(JsonIntegerSchema.builder().build(), new JsonNullSchema())
                        .build())
                .addProperty("child", JsonReferenceSchema.builder().reference("Node").build())
                .addProperty("raw", JsonRawSchema.from("{\"type\":\"string\",\"maxLength\":2}"))
                .required("name")
                .additionalProperties(false)
                .definitions(
                    Map.of(
                        "Node",
                        JsonObjectSchema.builder()
                            .addProperty(
                                "next", JsonReferenceSchema.builder().reference("Node").build())
                            .additionalProperties(false)
                            .build()))
                .build());
    assertTrue(
        schema.accepts(
            Json.of(
                "{'name':'x','age':1,'score':1.5,'active':true,'level':'LOW','tags':['a'],"
                    + "'either':null,'child':{'next':{'next':{}}},'raw':'ab'}")));
    assertEquals(
        List.of(
            "/age must be an integer, was a string",
            "/level must be one of LOW, HIGH, was another string",
            "/either must be an integer or null, was a string",
            "/child/next/nxt is not expected; did you mean next?",
            "/raw must have at most 2 characters"),
        texts(
            schema,
            "{'name':'x','age':'1','level':'MID','either':'x','child':{'next':{'nxt':1}},"
                + "'raw':'abc'}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'strng'}",
        "{'type':7}",
        "[]",
        "{'properties':{'a':7}}",
        "{'enum':'a'}",
        "{'pattern':'('}",
        "{'minLength':-1}",
        "{'minimum':'1'}",
        "{'$ref':'#/$defs/nothing'}",
        "{'$ref':'https://example.com/schema'}",
        "{'$ref':'#'}",
        "{'anyOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'allOf':[{'$ref':'#'}]}}}",
      })
  void whatIsNoSchemaIsRefusedWhenItIsCompiled(String schema) {
    assertThrows(IllegalArgumentException.class, () -> Json.schema(schema));
  }

  @Test
  void thePartOfTheSchemaThatWasMissedCanBeShown() {
    JsonSchema schema =
        Json.schema(
            "{'properties':{'a':{'type':'array','items':{'$ref':'#/$defs/x'}}},"
                + "'$defs':{'x':{'properties':{'b':{'type':'integer','minimum':3}}}}}");
    assertEquals("{\"type\":\"integer\",\"minimum\":3}", schema.describe("/a/0/b", 100));
    assertEquals("{\"type\":…", schema.describe("/a/0/b", 8));
    assertTrue(schema.describe("/nobody/knows", 300).contains("properties"));
  }

  private static List<String> texts(JsonSchema schema, String value) {
    return schema.validate(Json.of(value)).stream().map(Violation::toString).toList();
  }
}
