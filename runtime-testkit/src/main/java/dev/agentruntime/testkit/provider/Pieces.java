package dev.agentruntime.testkit.provider;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts into pieces of a length, never through a character.
 *
 * @param length how many code points a piece has
 */
record Pieces(int length) {
  List<String> of(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int left = text.codePointCount(from, text.length());
      int to = text.offsetByCodePoints(from, Math.min(length, left));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
