package dev.agentruntime.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The index of decisions has a line for each page, in the order of their numbers. */
final class DecisionIndexTest {
  private static final Path DECISIONS = Tree.root().resolve("docs/adr");
  private static final Pattern PAGE = Pattern.compile("[0-9]{4}-[a-z0-9-]+\\.md");

  private static List<String> expected() {
    return Tree.files(".md").stream()
        .filter(file -> DECISIONS.equals(file.getParent()))
        .filter(file -> PAGE.matcher(file.getFileName().toString()).matches())
        .map(DecisionIndexTest::line)
        .toList();
  }

  private static String line(Path page) {
    String heading = Tree.read(page).lines().findFirst().orElse("");
    assertTrue(
        heading.matches("# [0-9]+\\. .+"),
        Tree.name(page) + " must begin with its number and title");
    return "- [" + heading.substring("# ".length()) + "](" + page.getFileName() + ")";
  }

  @Test
  void everyDecisionHasItsLineInTheIndex() {
    List<String> expected = expected();
    List<String> listed =
        Tree.read(DECISIONS.resolve("README.md"))
            .lines()
            .filter(line -> line.startsWith("- "))
            .toList();

    assertEquals(
        expected, listed, () -> "docs/adr/README.md must list:\n" + String.join("\n", expected));
  }

  @Test
  void everyPageIsUnderTheNumberOfItsHeading() {
    for (String line : expected()) {
      String number = line.substring("- [".length(), line.indexOf('.'));
      int file = line.indexOf("](") + "](".length();
      assertEquals(
          Integer.parseInt(number), Integer.parseInt(line.substring(file, file + 4)), line);
    }
  }
}
