package dev.agentruntime.middleware.internal.secret;

import java.util.ArrayList;
import java.util.List;

/** Words of small letters that are sought anywhere in a text, whatever the case. Immutable. */
final class Words {
  private static final int ASCII = 128;

  private final List<List<String>> byFirst = new ArrayList<>(ASCII);

  private Words(List<String> words) {
    for (char c = 0; c < ASCII; c++) {
      char first = c;
      byFirst.add(words.stream().filter(word -> word.charAt(0) == first).toList());
    }
  }

  static Words of(String... words) {
    return new Words(List.of(words));
  }

  /** Whether one of them is in this part of a text. */
  boolean areIn(CharSequence text, int start, int end) {
    for (int at = start; at < end; at++) {
      char c = Chars.small(text.charAt(at));
      if (c < ASCII) {
        List<String> words = byFirst.get(c);
        for (int i = 0; i < words.size(); i++) {
          String word = words.get(i);
          if (end - at >= word.length() && Chars.goesOnWith(text, at, word)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
