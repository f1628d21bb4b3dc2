package dev.agentruntime.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a text in an output that has quoted, escaped or folded it: word by word, as only the words
 * come through every quoting. Stateless.
 */
final class PlantedText {
  private static final Pattern ESCAPE = Pattern.compile("\\\\[^u]");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private record Word(String text, int start, int end) {}

  private PlantedText() {}

  /**
   * Where the texts stand.
   *
   * @return the places in order, none overlapping; the whole output if none is found, as then it is
   *     not known where they end
   */
  static List<TextSpan> in(String output, List<String> texts) {
    List<Word> words = words(output);
    List<TextSpan> found = new ArrayList<>();
    for (String text : texts) {
      List<Word> planted = words(text);
      for (int at = 0; !planted.isEmpty() && at + planted.size() <= words.size(); at++) {
        if (standsAt(words, at, planted)) {
          Word last = words.get(at + planted.size() - 1);
          found.add(new TextSpan(words.get(at).start(), last.end()));
          at += planted.size() - 1;
        }
      }
    }
    found.sort((one, other) -> Integer.compare(one.start(), other.start()));
    for (int i = 1; i < found.size(); i++) {
      if (found.get(i).start() < found.get(i - 1).end()) {
        found.remove(i--);
      }
    }
    return found.isEmpty() ? List.of(new TextSpan(0, output.length())) : List.copyOf(found);
  }

  private static boolean standsAt(List<Word> words, int at, List<Word> planted) {
    for (int i = 0; i < planted.size(); i++) {
      if (!words.get(at + i).text().equals(planted.get(i).text())) {
        return false;
      }
    }
    return true;
  }

  private static List<Word> words(String text) {
    Matcher matcher = WORD.matcher(ESCAPE.matcher(text).replaceAll("  "));
    List<Word> words = new ArrayList<>();
    while (matcher.find()) {
      words.add(new Word(matcher.group(), matcher.start(), matcher.end()));
    }
    return words;
  }
}
