package dev.agentruntime.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a quoted string ends although its text has quotes in it, or lost the one at its end.
 *
 * <p>A quote ends the string if what follows it can follow a string at that place; it is part of
 * the string if words follow; and it is the beginning of something else if the string must have
 * ended before it. All three are decided by a short look around the quote, so finding an end takes
 * one pass. Confined to one thread.
 */
final class QuotedEnds {
  private final LooseText text;
  private final Names names;
  private final LostQuote lost;

  /** From where on no quote ends a string of a sort: a text is searched through once. */
  private final Map<Quoted, Integer> hopeless = new HashMap<>();

  // What is known of the string that is being looked at.
  private Place place = Place.ROOT;
  private char opening;
  private int start;
  private boolean doubled;
  private boolean escaped;
  private int brackets;
  private int innerQuotes;
  private boolean innerOpen;

  QuotedEnds(LooseText text, Names names) {
    this.text = text;
    this.names = names;
    this.lost = new LostQuote(text, names);
  }

  /**
   * Finds the end of a string.
   *
   * @param from where its content begins
   * @param sort where it stands and how it was opened
   */
  QuotedEnd find(int from, Quoted sort) throws Refusal {
    place = sort.place();
    opening = sort.quote();
    doubled = sort.doubled();
    escaped = sort.escaped();
    start = from;
    brackets = 0;
    innerQuotes = 0;
    innerOpen = false;
    if (from < hopeless.getOrDefault(sort, Integer.MAX_VALUE)) {
      QuotedEnd found = search(from);
      if (found != null) {
        return found;
      }
      hopeless.put(sort, from);
    }
    return lost.find(from, place);
  }

  private @Nullable QuotedEnd search(int from) throws Refusal {
    for (int i = from; i < text.end; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        if (isEscapedEnd(i)) {
          return new QuotedEnd(i, i + 2, QuotedEnd.Kind.QUOTE);
        }
        if (escaped && text.charAt(i + 1) == '\\') {
          i += text.charAt(i + 2) == '\\' ? 3 : 2;
        } else if (!isPathEnd(i)) {
          i++;
        }
      } else if (Signs.isOpening(c)) {
        brackets++;
      } else if (Signs.isClosing(c)) {
        brackets = Math.max(0, brackets - 1);
      } else if (Signs.closes(opening, c) && !escaped) {
        QuotedEnd found = at(i);
        if (found != null) {
          return found;
        }
      }
    }
    text.look(text.end - from);
    return null;
  }

  /** In a value that was escaped once more, an escaped quote is a plain one. */
  private boolean isEscapedEnd(int backslash) {
    return escaped && Signs.closes(opening, text.charAt(backslash + 1));
  }

  /** {@code "C:\dir\"}: the last backslash is the path's, not the quote's. */
  private boolean isPathEnd(int backslash) throws Refusal {
    return !escaped
        && text.charAt(backslash + 1) == opening
        && StringContent.isPath(text, start)
        && follows(backslash + 1)
        && !text.isEscapedBackslash(backslash, start);
  }

  /** What a quote of the string's own kind is: its end, or null for a part of it. */
  private @Nullable QuotedEnd at(int quote) throws Refusal {
    int missing = endedBefore(quote);
    if (missing >= 0) {
      return new QuotedEnd(missing, missing, QuotedEnd.Kind.MISSING);
    }
    if (doubled && text.charAt(quote + 1) == opening && follows(quote + 1)) {
      return new QuotedEnd(quote, quote + 2, QuotedEnd.Kind.QUOTE);
    }
    if (follows(quote)) {
      return new QuotedEnd(quote, quote + 1, QuotedEnd.Kind.QUOTE);
    }
    innerQuotes++;
    char before = quote > start ? text.charAt(quote - 1) : ' ';
    boolean opens = Signs.isSpace(before) || "([{:=,".indexOf(before) >= 0;
    innerOpen = opens && !Signs.isSpace(text.charAt(quote + 1));
    return null;
  }

  /** Where the string must have ended if a quote opens what comes after it, or -1. */
  private int endedBefore(int quote) throws Refusal {
    int before = text.before(quote - 1, start);
    if (before < start) {
      return -1;
    }
    char c = text.charAt(before);
    if (c == '+' && place != Place.NAME && !innerOpen && text.hasBreak(before, quote)) {
      return before;
    }
    return switch (place) {
      case NAME -> c == ':' && quote - before <= 2 ? before : -1;
      case MEMBER -> memberEndedBefore(quote, before);
      case ELEMENT, ARGUMENT -> {
        if (c != ',' || innerOpen || quote - before > 2) {
          yield -1;
        }
        int after = names.afterQuoted(quote);
        yield after > 0 && !follows(quote) && names.isBorder(text.after(after)) ? before : -1;
      }
      case ROOT -> -1;
    };
  }

  private int memberEndedBefore(int quote, int before) throws Refusal {
    char c = text.charAt(before);
    if (c == ',' && !follows(quote) && names.isMember(quote)) {
      return before;
    }
    if (c == ':' && !innerOpen) {
      return bareNameBefore(before, quote);
    }
    boolean nextLine = !innerOpen && text.hasBreak(before, quote) && names.isMember(quote);
    return nextLine ? before + 1 : -1;
  }

  /** The comma before a bare name and its colon, if the quote after them opens a whole value. */
  private int bareNameBefore(int colon, int quote) throws Refusal {
    int end = text.before(colon - 1, start);
    int i = end;
    while (i >= start && Names.isNamePart(text.charAt(i)) && end - i < LooseText.LOOK) {
      i--;
    }
    text.look(end - i + 1);
    if (i == end || i < start) {
      return -1;
    }
    int comma = text.before(i, start);
    if (comma < start || text.charAt(comma) != ',') {
      return -1;
    }
    int after = names.afterQuoted(quote);
    return after > 0 && followsMember(text.after(after)) ? comma : -1;
  }

  /** Whether what comes after a quote can come after a string at this place. */
  private boolean follows(int quote) throws Refusal {
    int next = text.after(quote + 1);
    return switch (place) {
      case NAME -> followsName(quote, next);
      case MEMBER -> followsMember(next) || (isApart(quote, next) && names.isMember(next));
      case ELEMENT -> followsElement(quote, next);
      case ARGUMENT -> followsElement(quote, next) || text.charAt(next) == ')';
      case ROOT -> followsRoot(quote, next);
    };
  }

  private boolean followsName(int quote, int next) throws Refusal {
    char c = text.charAt(next);
    if (c == ':' || c == '=' || Signs.isClosing(c) || c == ',' || next >= text.end) {
      return true;
    }
    if (next > quote + 1 || Signs.isOpening(c)) {
      return !names.isMember(quote);
    }
    return false;
  }

  /** What ends a member: the text, the object, or a comma with another member after it. */
  private boolean followsMember(int next) throws Refusal {
    char c = text.charAt(next);
    if (next >= text.end) {
      return true;
    }
    return switch (c) {
      case ',' -> isAfterComma(next);
      case '}', ']' -> brackets == 0 || closesWell(next);
      case '+' -> !innerOpen && isConcatenation(next);
      case '.' -> !innerOpen && innerQuotes == 0 && isMethod(next);
      case ')', ';' -> text.scopes.inCall();
      case '`' -> text.startsWith("```", next);
      case '<' -> text.charAt(next + 1) == '/' && brackets == 0 && innerQuotes == 0;
      case '"' -> names.isMember(next) || isAdjacent(next);
      default -> false;
    };
  }

  /** Another whole string beside this one, as some languages join them. */
  private boolean isAdjacent(int next) throws Refusal {
    if (innerQuotes > 0 || !Signs.isSpace(text.charAt(next - 1))) {
      return false;
    }
    char first = text.charAt(next + 1);
    int after = names.afterQuoted(next);
    if (after < 0 || Signs.isSpace(first) || names.isBorder(next + 1)) {
      return false;
    }
    int border = text.after(after);
    return border >= text.end
        || Signs.isClosing(text.charAt(border))
        || (text.charAt(border) == ',' && isAfterComma(border));
  }

  private boolean isAfterComma(int comma) throws Refusal {
    int next = text.after(comma + 1);
    return names.isBorder(next)
        || names.isMember(next)
        || names.isMemberWithoutColon(next)
        || names.isCutName(next)
        || (innerQuotes == 0 && (Signs.isOpening(text.charAt(next)) || names.isStray(next)));
  }

  /** Brackets opened in the string are closed in it, unless the text goes on as after its own. */
  private boolean closesWell(int bracket) throws Refusal {
    int next = text.after(bracket + 1);
    char c = text.charAt(next);
    return next >= text.end
        || Signs.isClosing(c)
        || (c == ',' && text.scopes.depth() > 1 && isAfterComma(next));
  }

  private boolean isConcatenation(int plus) throws Refusal {
    int next = text.after(plus + 1);
    char c = text.charAt(next);
    return next >= text.end || Signs.isQuote(c) || Signs.isWordStart(c);
  }

  /** {@code ", ".join(...)}: program text, which the parser refuses where it stands. */
  private boolean isMethod(int dot) throws Refusal {
    return Signs.isWordStart(text.charAt(dot + 1)) && text.charAt(text.afterWord(dot + 1)) == '(';
  }

  private boolean isApart(int quote, int next) throws Refusal {
    return next > quote + 1
        && !Signs.isQuote(text.charAt(next))
        && (text.hasBreak(quote, next) || (!innerOpen && innerQuotes == 0));
  }

  private boolean followsElement(int quote, int next) throws Refusal {
    char c = text.charAt(next);
    if (next >= text.end) {
      return true;
    }
    return switch (c) {
      case ']' -> brackets == 0 || closesWell(next);
      case ',' -> isElementAfterComma(next);
      case '}' -> text.scopes.inObject() && brackets == 0;
      case ':' -> innerQuotes == 0 && !text.startsWith("://", next);
      case '+' -> !innerOpen && isConcatenation(next);
      case '`' -> text.startsWith("```", next);
      case '"', '\'' -> !innerOpen && isOpening(next);
      default -> !innerOpen && next > quote + 1 && isElementApart(quote, next);
    };
  }

  private boolean isElementAfterComma(int comma) throws Refusal {
    int next = text.after(comma + 1);
    char c = text.charAt(next);
    if (names.isBorder(next) || Signs.startsValue(c) || c == '(' || c == '.') {
      return true;
    }
    return !innerOpen && Signs.isWordStart(c) && names.isBareElement(next);
  }

  /** Whether a quote opens a string, rather than ends one: it ends none. */
  private boolean isOpening(int quote) throws Refusal {
    int next = text.after(quote + 1);
    return next == quote + 1 && !names.isBorder(next);
  }

  /** An element after white space, the comma between forgotten. Inch signs are no quotes. */
  private boolean isElementApart(int quote, int next) throws Refusal {
    if (isInch(quote)) {
      return false;
    }
    char c = text.charAt(next);
    return Signs.isOpening(c)
        || text.hasBreak(quote, next)
        || ((Signs.isWordPart(c) || c == '-') && names.isBareElement(next));
  }

  /** {@code 24"}: a quote after a number that stands alone. */
  private boolean isInch(int quote) throws Refusal {
    int i = quote - 1;
    while (i >= start && (Signs.isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
      i--;
    }
    text.look(quote - i);
    return i < quote - 1 && (i < start || !Signs.isWordPart(text.charAt(i)));
  }

  private boolean followsRoot(int quote, int next) throws Refusal {
    char c = text.charAt(next);
    if (next >= text.end) {
      return true;
    }
    return switch (c) {
      case '+' -> isConcatenation(next);
      case ':' -> innerQuotes == 0;
      case ')', ';' -> text.scopes.inCall();
      case ',' -> {
        int after = text.after(next + 1);
        yield after >= text.end || Signs.startsValue(text.charAt(after));
      }
      case '`' -> text.startsWith("```", next);
      default -> text.hasBreak(quote, next) && Signs.startsValue(c);
    };
  }
}
