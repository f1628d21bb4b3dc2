package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.ToolArguments;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShortenedTest {
  @Test
  void whatFitsStaysAsItIs() {
    String text = "{\"a.b\":\"x\"}";
    assertEquals(text, Shortened.to(text.length(), text));
  }

  @Test
  void aLongValueIsCutAndTheOthersStay() {
    String text = "{\"a.b\":\"" + "x".repeat(5_000) + "\",\"id\":7,\"list\":[1,2],\"to\":\"eve\"}";
    String shown = Shortened.to(400, text);
    assertTrue(shown.getBytes(StandardCharsets.UTF_8).length <= 400, shown);
    var object = ToolArguments.ofText(shown).object();
    assertEquals("eve", object.get("to").textValue());
    assertEquals(7, object.get("id").intValue());
    assertTrue(object.get("a.b").textValue().endsWith(" more)"), shown);
  }

  @Test
  void aLongListIsCutAndSaysByHowMuch() {
    StringBuilder text = new StringBuilder("{\"ids\":[1000");
    for (int i = 1; i < 500; i++) {
      text.append(',').append(1000 + i);
    }
    String shown = Shortened.to(300, text.append("]}").toString());
    var ids = ToolArguments.ofText(shown).object().get("ids");
    assertTrue(ids.get(ids.size() - 1).textValue().endsWith(" more)"), shown);
    assertTrue(shown.getBytes(StandardCharsets.UTF_8).length <= 300, shown);
  }

  @Test
  void whatIsNoObjectIsCutAtTheEnd() {
    String shown = Shortened.to(20, "not JSON at all, and rather long");
    assertTrue(shown.startsWith("not JSON") && shown.endsWith("…"), shown);
    assertTrue(shown.getBytes(StandardCharsets.UTF_8).length <= 20, shown);
  }

  @Test
  void noCharacterIsCutInTwo() {
    for (int bytes = 8; bytes < 60; bytes++) {
      String shown = Shortened.to(bytes, "\uD83D\uDE00".repeat(50));
      byte[] utf8 = shown.getBytes(StandardCharsets.UTF_8);
      assertTrue(utf8.length <= bytes, () -> shown + " is too long");
      assertEquals(shown, new String(utf8, StandardCharsets.UTF_8));
    }
  }

  @Test
  void manySmallValuesThatDoNotFitAreCutAtTheEnd() {
    StringBuilder text = new StringBuilder("{\"k\":0");
    for (int i = 0; i < 300; i++) {
      text.append(",\"key-").append(i).append("\":").append(i);
    }
    String shown = Shortened.to(200, text.append('}').toString());
    assertTrue(shown.getBytes(StandardCharsets.UTF_8).length <= 200, shown);
    assertTrue(shown.endsWith("…"), shown);
  }
}
