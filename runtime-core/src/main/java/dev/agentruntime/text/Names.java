package dev.agentruntime.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Looks at names a model made up, of tools and properties: prints them safely and finds the ones it
 * may have meant. Stateless.
 */
public final class Names {
  /** More suggestions do not help a model choose. */
  private static final int MAX_SUGGESTIONS = 3;

  /** Longer made-up names are cut in messages, so that a model cannot flood its own context. */
  private static final int MAX_SHOWN = 64;

  private Names() {}

  /**
   * A name fit for a message: whatever is invisible, breaks lines or could end the quotes around it
   * is replaced, and the length is bounded.
   *
   * @param name a name a model sent
   * @return at most 65 printable code points
   */
  public static String printable(String name) {
    StringBuilder shown = new StringBuilder(Math.min(name.length(), MAX_SHOWN) + 1);
    int taken = 0;
    int i = 0;
    while (i < name.length() && taken < MAX_SHOWN) {
      int c = name.codePointAt(i);
      shown.appendCodePoint(isPlain(c) ? c : '?');
      i += Character.charCount(c);
      taken++;
    }
    return i < name.length() ? shown.append('…').toString() : shown.toString();
  }

  /**
   * A property's name as a segment of a message's JSON pointer, if it looks like a name: what does
   * not may be data that ended up in the wrong place, and is not repeated.
   *
   * @param name a name a model sent
   * @param position its place among its siblings, from 1
   * @return the name, or its position in parentheses
   */
  public static String segment(String name, int position) {
    boolean identifier =
        !name.isEmpty() && name.length() <= MAX_SHOWN && Character.isLetter(name.charAt(0));
    for (int i = 0; identifier && i < name.length(); i++) {
      char c = name.charAt(i);
      identifier = c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }
    return identifier ? name : "(property " + position + ")";
  }

  /**
   * Whether two names differ in nothing but case and separators, such as {@code maxRows} and {@code
   * max_rows}.
   *
   * @param one a name
   * @param other another
   * @return true if their letters and digits are the same, and there are any
   */
  public static boolean alike(String one, String other) {
    return one.length() <= MAX_SHOWN
        && other.length() <= MAX_SHOWN
        && isAscii(one)
        && isAscii(other)
        && !bare(one).isEmpty()
        && bare(one).equals(bare(other));
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 128);
  }

  private static boolean isPlain(int c) {
    return c != '\''
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /**
   * The known names most like an unknown one, by edit distance on lower-case letters and digits
   * only.
   *
   * @param unknown what the model asked for
   * @param known the names there are
   * @return up to three names, nearest first; empty if none is near
   */
  public static List<String> near(String unknown, Collection<String> known) {
    String wanted = bare(unknown.length() > MAX_SHOWN ? unknown.substring(0, MAX_SHOWN) : unknown);
    record Scored(String name, int distance) {}
    List<Scored> scored = new ArrayList<>();
    for (String name : known) {
      String candidate = bare(name);
      int distance = distance(wanted, candidate);
      boolean contains =
          wanted.length() > 2
              && candidate.length() > 2
              && (candidate.contains(wanted) || wanted.contains(candidate));
      if (contains || distance <= Math.max(wanted.length(), candidate.length()) / 3) {
        scored.add(new Scored(name, distance));
      }
    }
    scored.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name));
    return scored.stream().limit(MAX_SUGGESTIONS).map(Scored::name).toList();
  }

  private static String bare(String name) {
    StringBuilder bare = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < 128 && Character.isLetterOrDigit(c)) {
        bare.append(Character.toLowerCase(c));
      }
    }
    return bare.toString();
  }

  /**
   * Edits that turn one into the other; swapping two neighbours is one edit, as the commonest of
   * slips.
   */
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, Math.min(above[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return above[b.length()];
  }
}
