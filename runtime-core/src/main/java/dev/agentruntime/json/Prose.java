package dev.agentruntime.json;

import java.util.ArrayList;
import java.util.List;

/** Tells words from values, and says where among words values may begin. Confined to one thread. */
final class Prose {
  /** Places in prose at which a value is looked for. Prose with more brackets is prose. */
  private static final int MAX_PLACES = 64;

  private final LooseText text;
  private final Names names;

  Prose(LooseText text, Names names) {
    this.text = text;
    this.names = names;
  }

  /** Words with a bracket somewhere, or several words: a sentence, not a value. */
  boolean isProse() throws Refusal {
    boolean space = false;
    for (int i = text.at; i < text.end; i++) {
      char c = text.charAt(i);
      if (Signs.isOpening(c) && i > text.at && !isPatternStart()) {
        text.look(i - text.at);
        return true;
      }
      space |= Signs.isSpace(c) && text.after(i) < text.end && !isSeparatedWord(i);
    }
    text.look(text.end - text.at);
    return space && !isKnownStart();
  }

  private boolean isPatternStart() {
    return text.peek() == '/';
  }

  private boolean isSeparatedWord(int space) throws Refusal {
    char next = text.charAt(text.after(space));
    return next == ',' || next == ';';
  }

  private boolean isKnownStart() {
    return Signs.isDigit(text.peek());
  }

  boolean isCall() throws Refusal {
    if (!Signs.isWordStart(text.peek())) {
      return false;
    }
    int open = text.after(text.afterWord(text.at));
    int next = text.after(open + 1);
    char c = text.charAt(next);
    return text.charAt(open) == '('
        && (Signs.startsValue(c) || c == ')' || c == 't' || c == 'f' || c == 'n' || c == 'N');
  }

  /**
   * Where values may begin, likeliest first: in fences, then at brackets with what only JSON has
   * after them, then at other brackets; each in the order of the text.
   */
  List<Integer> places() throws Refusal {
    List<Integer> fences = new ArrayList<>();
    List<Integer> strong = new ArrayList<>();
    List<Integer> weak = new ArrayList<>();
    for (int i = text.at; i < text.end; i++) {
      if (fences.size() + strong.size() + weak.size() == MAX_PLACES) {
        break;
      }
      char c = text.charAt(i);
      if (c == '`' && text.startsWith("```", i)) {
        int to = i + 3;
        while (Signs.isWordPart(text.charAt(to))) {
          to++;
        }
        if (Signs.isOpening(text.charAt(text.after(to)))) {
          fences.add(i);
        }
        i = to - 1;
      } else if (Signs.isOpening(c) && isPlausible(i)) {
        (isStrong(i) ? strong : weak).add(i);
      }
    }
    text.look(text.end - text.at);
    fences.addAll(strong);
    fences.addAll(weak);
    return fences;
  }

  private boolean isStrong(int bracket) throws Refusal {
    int next = text.after(bracket + 1);
    return text.charAt(bracket) == '{'
        ? names.isMember(next)
        : Signs.isOpening(text.charAt(next)) && isPlausible(next);
  }

  /** Whether what follows a bracket can be the beginning of a value. */
  boolean isPlausible(int bracket) throws Refusal {
    int next = text.after(bracket + 1);
    char c = text.charAt(next);
    if (Signs.isQuote(c) || Signs.isOpening(c) || Signs.isClosing(c) || next >= text.end) {
      return true;
    }
    if (text.charAt(bracket) == '{') {
      return names.isMember(next) || c == '/' || c == ',';
    }
    return Signs.startsValue(c) || names.isBareElement(next);
  }
}
