package dev.agentruntime.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A link in a document leads somewhere: to a file of the tree and, if it names one, to a heading in
 * it.
 */
final class DocLinksTest {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)^[a-z][a-z0-9+.-]*:.*");

  @Test
  void everyLinkInADocumentLeadsSomewhere() {
    List<Path> documents = Tree.files(".md");
    assertFalse(documents.isEmpty(), "no documents were found");
    List<String> broken = new ArrayList<>();
    for (Path document : documents) {
      Matcher link = LINK.matcher(prose(document));
      while (link.find()) {
        String target = link.group(1);
        if (!ELSEWHERE.matcher(target).matches() && !leadsSomewhere(document, target)) {
          broken.add(Tree.name(document) + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken, "Broken link in a document");
  }

  private static boolean leadsSomewhere(Path document, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? document : document.resolveSibling(path).normalize();
    if (!file.startsWith(Tree.root()) || !Files.exists(file)) {
      return false;
    }
    return hash < 0 || anchors(file).contains(target.substring(hash + 1));
  }

  /** The anchors of a document's headings, made as the usual renderers make them. */
  private static Set<String> anchors(Path document) {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(prose(document));
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String prose(Path document) {
    return FENCE.matcher(Tree.read(document)).replaceAll("");
  }
}
