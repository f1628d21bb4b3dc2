package dev.agentruntime.middleware.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.ToolOutcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArtifactPageTest {
  private static final Pattern NEXT = Pattern.compile("go on with offset (\\d+)");

  private static String text(ToolOutcome outcome) {
    return assertInstanceOf(ToolOutcome.Success.class, outcome).text();
  }

  @Test
  void pagesTogetherAreTheWholeAndSplitNoCharacter() {
    String whole = "ab\uD83D\uDE00\n".repeat(100);
    StringBuilder read = new StringBuilder();
    int offset = 0;
    while (offset < whole.length()) {
      String page = text(new ArtifactPage(whole, 7).from(offset));
      assertFalse(TextCutTest.hasHalf(page), page);
      read.append(page, 0, page.lastIndexOf("\n["));
      Matcher next = NEXT.matcher(page);
      offset = next.find() ? Integer.parseInt(next.group(1)) : whole.length();
    }
    assertEquals(whole, read.toString());
  }

  @Test
  void anOffsetBehindTheEndIsRefused() {
    ToolOutcome outcome = new ArtifactPage("abc", 10).from(3);
    assertEquals(
        ToolOutcome.toolError("The artifact ends at character 3; the offset must be less."),
        outcome);
  }

  @Test
  void aSearchGoesOnWhereItStopped() throws InterruptedException {
    String whole = "miss\nHit one\n".repeat(10);
    ArtifactPage page = new ArtifactPage(whole, 30);
    int hits = 0;
    int offset = 0;
    while (offset >= 0) {
      String found = text(page.find("hIT", offset));
      hits += found.split("Hit one", -1).length - 1;
      Matcher next = NEXT.matcher(found);
      offset = next.find() ? Integer.parseInt(next.group(1)) : -1;
    }
    assertEquals(10, hits);
  }

  @Test
  void aSearchAlwaysGetsOn() throws InterruptedException {
    assertTrue(
        text(new ArtifactPage("needle in hay", 1).find("needle", 0)).startsWith("0: needle"));
  }

  @Test
  void ofALongLineWhatWasFoundIsShown() throws InterruptedException {
    String line = "x".repeat(5_000) + "needle" + "y".repeat(5_000);
    String found = text(new ArtifactPage(line, 1_000).find("needle", 0));
    assertTrue(found.startsWith("5000: … "), found);
    assertTrue(found.contains("needle"), found);
    assertTrue(found.length() < 500, found);
  }

  @Test
  void nothingFoundIsSaid() throws InterruptedException {
    assertEquals(
        "[no line contains it, from offset 2 to the end]",
        text(new ArtifactPage("abc", 10).find("b", 2)));
  }

  @Test
  void aSearchEndsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> new ArtifactPage("abc", 10).find("c", 0));
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
