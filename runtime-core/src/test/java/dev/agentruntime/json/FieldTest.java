package dev.agentruntime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.json.Change.Kind;
import org.junit.jupiter.api.Test;

/** Parts of lenient JSON, and whether a repair had a part in them. */
class FieldTest {
  private static final String BROKEN =
      "Here: {\"city\": {\"name\": \"Bern\", 'zip': 3012}, \"tags\": [\"a\", b, \"c\"],"
          + " \"note\": \"cut off he";

  @Test
  void partOfJsonIsUntouched() {
    Field field = field("{\"a\":[1,{\"b\":2}]}", "/a/1/b");
    assertEquals("2", field.node().toString());
    assertFalse(field.isTouched());
  }

  @Test
  void partThatWasNotRepairedIsUntouchedWhateverHappenedAroundIt() {
    assertFalse(field(BROKEN, "/city/name").isTouched());
    assertFalse(field(BROKEN, "/city/zip").isTouched());
    assertFalse(field(BROKEN, "/tags/0").isTouched());
  }

  @Test
  void partThatWasRepairedSaysHow() {
    Field tag = field(BROKEN, "/tags/1");
    assertEquals("b", tag.node().textValue());
    assertEquals(Kind.BARE_STRING, tag.changes().getFirst().kind());
    Field note = field(BROKEN, "/note");
    assertEquals("cut off he", note.node().textValue());
    assertTrue(Change.any(note.changes(), Change.Effect.CUT));
    assertTrue(field(BROKEN, "/tags").isTouched());
    assertTrue(field(BROKEN, "").isTouched());
  }

  @Test
  void partThatIsNotThereIsEmpty() {
    JsonDecoder decoder = JsonDecoder.tolerant();
    assertTrue(decoder.field(BROKEN, "/city/street").isEmpty());
    assertTrue(decoder.field(BROKEN, "/tags/7").isEmpty());
    assertTrue(decoder.field("words", "/a").isEmpty());
    assertThrows(IllegalArgumentException.class, () -> decoder.field(BROKEN, "city"));
  }

  private static Field field(String text, String pointer) {
    return JsonDecoder.tolerant().field(text, pointer).orElseThrow();
  }
}
