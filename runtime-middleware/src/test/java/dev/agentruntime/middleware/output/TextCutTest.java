package dev.agentruntime.middleware.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TextCutTest {
  private final TextCut cut = new TextCut(0.6);

  @Test
  void headAndTailAreKeptInTheirShares() {
    String text = "a".repeat(5_000) + "b".repeat(5_000);
    String shorter = cut.cut(text, 1_000, "cut");
    assertEquals(1_000, shorter.length());
    assertEquals(595, shorter.indexOf("\n[cut]\n"));
    assertTrue(shorter.startsWith("aaa") && shorter.endsWith("bbb"));
    assertTrue(new TextCut(1).cut(text, 1_000, "cut").endsWith("a\n[cut]\n"));
    assertTrue(new TextCut(0).cut(text, 1_000, "cut").startsWith("\n[cut]\nb"));
  }

  @Test
  void linesAreLeftWholeWhereTheyAreShort() {
    String text = "0123456789\n".repeat(1_000);
    String shorter = cut.cut(text, 1_000, "cut");
    assertTrue(
        shorter.lines().allMatch(line -> line.equals("0123456789") || line.equals("[cut]")),
        shorter);
  }

  @Test
  void noCharacterIsSplit() {
    for (int odd = 0; odd < 2; odd++) {
      String text = "x".repeat(odd) + "\uD83D\uDE00".repeat(2_000);
      assertFalse(hasHalf(cut.cut(text, 1_001, "cut")));
      assertFalse(hasHalf(cut.inline(text, 101)));
    }
  }

  static boolean hasHalf(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  @Test
  void aNoticeIsTheLeastThatIsShown() {
    assertEquals("\n[a long notice]\n", cut.cut("x".repeat(100), 5, "a long notice"));
  }

  @Test
  void whatIsLeftOutOfAStringIsCounted() {
    assertEquals(
        "aaaaaa… 990 of 1000 characters left out …aaaa", cut.inline("a".repeat(1_000), 10));
  }
}
