package dev.agentruntime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.json.Decoded.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fence around the library. */
class RepairLibraryTest {
  private static final Decoded.Refused REFUSED =
      new Decoded.Refused(Reason.NOT_JSON, 0, "must be one JSON value");

  @Test
  void answerThatKeepsEverythingIsTakenAndSaysWhoseItIs() {
    Decoded decoded = RepairLibrary.decode("{\"a\":{\"b\":\"c\"", Shape.OBJECT, REFUSED);
    Decoded.Repaired repaired = assertInstanceOf(Decoded.Repaired.class, decoded);
    assertEquals("{\"a\":{\"b\":\"c\"}}", repaired.node().toString());
    assertEquals(Decoded.Rung.LIBRARY, repaired.rung());
    assertEquals(Change.Kind.LIBRARY, repaired.changes().getFirst().kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{'a':1}",
        "{\"a\": /* x */ 1",
        "+",
        "{\"path\":\"C:\\dir\"",
        "{\"a\":1} and {\"b\":2",
        "```{\"a\":1```",
        "{\"a\":\"\\u12",
        "[1,2",
      })
  void whatItBreaksOrIsNotMadeForIsRefused(String text) {
    assertSame(REFUSED, RepairLibrary.decode(text, Shape.OBJECT, REFUSED));
  }

  @Test
  void answerThatLosesATokenIsNotBelieved() {
    assertFalse(RepairLibrary.keeps("{\"a\":1,\"b\":2", "{\"a\":1}"));
    assertFalse(RepairLibrary.keeps("[1,1", "[1]"));
    assertFalse(RepairLibrary.keeps("{\"a\":12", "{\"a\":1}"));
    assertTrue(RepairLibrary.keeps("{\"a\":1,\"b\":[true", "{\"b\":[true],\"a\":1}"));
  }

  @Test
  void onlyTextOfJsonTokensIsShownToIt() {
    assertTrue(RepairLibrary.isMadeOfTokens("}{ [1, -2.5e3, \"x\\\"y\", true,null : \"open"));
    assertFalse(RepairLibrary.isMadeOfTokens("{\"a\": `1`}"));
    assertFalse(RepairLibrary.isMadeOfTokens("{a:1}"));
    assertFalse(RepairLibrary.isMadeOfTokens("(1)"));
  }
}
