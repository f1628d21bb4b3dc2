package dev.agentruntime.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How names a model made up are shown, and which known ones they resemble. */
class NamesTest {
  private static final List<String> KNOWN =
      List.of("search_logs", "searchMetrics", "restart_service", "read_file", "list");

  @ParameterizedTest
  @CsvSource({
    "search_log, search_logs",
    "SearchLogs, search_logs",
    "search-metrics, searchMetrics",
    "restrat_service, restart_service",
    "readfile, read_file",
    "lsit, list",
    "lists, list",
  })
  void nearestNameComesFirst(String unknown, String expected) {
    assertEquals(expected, Names.near(unknown, KNOWN).getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "???", "delete_everything", "日本", "x"})
  void nameLikeNoneIsLikeNone(String unknown) {
    assertEquals(List.of(), Names.near(unknown, KNOWN));
  }

  @Test
  void atMostThreeNamesAreSuggested() {
    assertEquals(
        List.of("tool1", "tool2", "tool3"),
        Names.near("tool", List.of("tool4", "tool3", "tool2", "tool1")));
  }

  @Test
  void endlessNameIsComparedByItsBeginning() {
    assertTrue(
        Names.near("a".repeat(1_000_000), Collections.nCopies(1000, "restart_service")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "plain_name, plain_name",
    "'a\nb\tc', a?b?c",
    "a\u2028b\u2029c, a?b?c",
    "a\u200bb\u202ec, a?b?c",
    "it's, it?s",
    "größe, größe",
    "\uD83D\uDE00x, \uD83D\uDE00x",
    // Characters of the tag block are invisible and can spell out instructions.
    "a\uDB40\uDC41b, a?b",
    "a\uD83D, a?",
    "a\uE000b, a?b",
  })
  void whatIsInvisibleOrBreaksTheMessageIsReplaced(String name, String expected) {
    assertEquals(expected, Names.printable(name));
  }

  @Test
  void longNameIsCut() {
    assertEquals("x".repeat(64) + "…", Names.printable("x".repeat(65)));
    assertEquals("x".repeat(64), Names.printable("x".repeat(64)));
  }

  @Test
  void cutNeverFallsInsideACharacter() {
    String smile = "\uD83D\uDE00";
    assertEquals(smile.repeat(64) + "…", Names.printable(smile.repeat(70)));
  }
}
