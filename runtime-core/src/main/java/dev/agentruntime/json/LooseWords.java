package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands without quotes: numbers, literals of JSON and of other languages, and words
 * that lost their quotes. Confined to one thread.
 */
final class LooseWords {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The length of {@code undefined}. */
  private static final int LONGEST_LITERAL = 9;

  /** Digits between two commas of a number written for people. */
  private static final int GROUP = 3;

  private final LooseText text;
  private final Names names;

  LooseWords(LooseText text, Names names) {
    this.text = text;
    this.names = names;
  }

  /** The scalar at the current place. Refuses if there is none. */
  JsonNode read(Place place) throws Refusal {
    int from = text.at;
    int to = end(from, place);
    if (to == from) {
      throw text.refuse(Reason.NOT_JSON);
    }
    String word = text.text.substring(from, to);
    text.at = to;
    JsonNode node = known(word, from, place);
    if (node != null) {
      return node;
    }
    text.change(Kind.BARE_STRING, from, to - from);
    if (text.peek() == '"' && names.isBorder(text.after(text.at + 1))) {
      text.drop(Kind.QUOTE_DROPPED);
    }
    return NODES.textNode(word);
  }

  private @Nullable JsonNode known(String word, int from, Place place) throws Refusal {
    JsonNode literal = literal(word, from);
    if (literal != null) {
      return literal;
    }
    char first = word.charAt(0);
    if (!Signs.isDigit(first) && first != '-' && first != '+' && first != '.') {
      return null;
    }
    JsonNode number = LooseNumbers.read(word);
    if (number == null) {
      if (word.length() > JsonDecoder.MAX_NUMBER) {
        throw new Refusal(Reason.TOKEN_TOO_LONG, from);
      }
      return null;
    }
    if (!LooseNumbers.isJson(word)) {
      boolean cut = text.isAtEnd() && !Signs.isDigit(word.charAt(word.length() - 1));
      text.change(cut ? Kind.TOKEN_CUT : Kind.NUMBER, from, word.length());
    } else if (text.isAtEnd() && place != Place.ROOT) {
      text.change(Kind.TOKEN_CUT, from, word.length());
    }
    return number;
  }

  private @Nullable JsonNode literal(String word, int from) throws Refusal {
    JsonNode node =
        switch (word) {
          case "true", "True", "TRUE" -> NODES.booleanNode(true);
          case "false", "False", "FALSE" -> NODES.booleanNode(false);
          case "null",
              "None",
              "NULL",
              "Null",
              "nil",
              "undefined",
              "NaN",
              "Infinity",
              "-Infinity",
              "+Infinity" ->
              NullNode.getInstance();
          default -> null;
        };
    if (node != null && !word.equals(node.toString())) {
      text.change(Kind.LITERAL, from, word.length());
    }
    return node;
  }

  /** Where the word ends, without the white space after it. */
  private int end(int from, Place place) throws Refusal {
    int to = isPattern(from) ? afterPattern(from) : from;
    int open = 0;
    int i = to;
    while (i < text.end) {
      char c = text.charAt(i);
      if (Signs.isOpening(c)) {
        if (i == from
            || Signs.isSpace(text.charAt(i - 1))
            || place == Place.ROOT
            || isWhole(from, i)) {
          break;
        }
        open++;
      } else if (Signs.isClosing(c) && open > 0) {
        open--;
      } else if (open == 0 && isEnd(i, place, from)) {
        break;
      }
      i++;
    }
    text.look(i - from);
    while (i > from && Signs.isSpace(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private boolean isEnd(int i, Place place, int from) throws Refusal {
    char c = text.charAt(i);
    return switch (c) {
      case '\n', '\r' -> !goesOn(i, place, from);
      case '"', '\u201C', '\u201D' -> true;
      case ' ' -> isApart(i, place, from);
      case ',' -> !continues(i, place, from);
      case ']' -> place != Place.ROOT || text.scopes.depth() > 0;
      case '}' -> place == Place.MEMBER || place == Place.ROOT || text.scopes.inObject();
      case ')' -> text.scopes.inCall();
      case ';' ->
          text.scopes.inCall()
              || text.after(i + 1) >= text.end
              || (place == Place.MEMBER && names.isMember(text.after(i + 1)));
      case '`' -> text.startsWith("```", i);
      case '#' -> Signs.isSpace(text.charAt(i - 1));
      case '/' -> i > from && text.after(i) > i + 1 && !isInUrl(i);
      case '\\' -> Signs.isQuote(text.charAt(i + 1)) || text.charAt(i + 1) == 'n';
      default -> false;
    };
  }

  /** A slash after a colon or a word belongs to an address, not to a comment. */
  private boolean isInUrl(int slash) {
    char before = text.charAt(slash - 1);
    return text.charAt(slash + 1) == '/' && !Signs.isSpace(before);
  }

  /** Whether a comma belongs to the word before it: what follows is no member of the object. */
  private boolean continues(int comma, Place place, int from) throws Refusal {
    if (place != Place.MEMBER) {
      return false;
    }
    int next = text.after(comma + 1);
    if (names.isBorder(next) || names.isMember(next) || names.isMemberWithoutColon(next)) {
      return false;
    }
    char c = text.charAt(next);
    if (Signs.isDigit(c)) {
      return next == comma + 1 && isGroup(comma, from);
    }
    return Signs.isWordStart(c) && !isWhole(from, comma) && isWordsOnly(next);
  }

  /** Whether the value of a member goes on in the next line: words stand there and no name. */
  private boolean goesOn(int lineBreak, Place place, int from) throws Refusal {
    if (place != Place.MEMBER || isWhole(from, lineBreak)) {
      return false;
    }
    int next = text.after(lineBreak);
    return Signs.isWordStart(text.charAt(next))
        && !names.isMember(next)
        && !names.isStray(next)
        && isWordsOnly(next)
        && !isNextMember(lineBreak);
  }

  /** Whether white space ends a number or literal: the comma after it was forgotten. */
  private boolean isApart(int space, Place place, int from) throws Refusal {
    return switch (place) {
      case MEMBER -> isWhole(from, space) && isNextMember(space);
      case ELEMENT -> isWhole(from, space) && Signs.startsValue(text.charAt(text.after(space)));
      case NAME, ARGUMENT, ROOT -> false;
    };
  }

  /** Whether a bare name follows white space, with its colon or with a value. */
  private boolean isNextMember(int space) throws Refusal {
    int next = text.after(space);
    if (!Signs.isWordStart(text.charAt(next))) {
      return false;
    }
    int value = text.after(text.afterWord(next));
    return names.isMember(next) || Signs.startsValue(text.charAt(value));
  }

  private boolean isGroup(int comma, int from) {
    int i = comma + 1;
    while (Signs.isDigit(text.charAt(i))) {
      i++;
    }
    char before = text.charAt(comma - 1);
    return i - comma - 1 == GROUP && Signs.isDigit(before) && comma > from;
  }

  /** Whether the word so far is a value of its own, so that a comma ends it. */
  private boolean isWhole(int from, int to) throws Refusal {
    int last = text.before(to - 1, from);
    boolean number = Signs.isDigit(text.charAt(last)) && !Signs.isWordStart(text.charAt(from));
    int longest = number ? JsonDecoder.MAX_NUMBER : LONGEST_LITERAL;
    if (last < from || last - from >= longest) {
      return false;
    }
    String word = text.text.substring(from, last + 1);
    return number ? word.indexOf(' ') < 0 && LooseNumbers.read(word) != null : isLiteral(word);
  }

  private static boolean isLiteral(String word) {
    return switch (word) {
      case "true", "false", "null", "True", "False", "None", "undefined", "NaN" -> true;
      default -> false;
    };
  }

  /** Whether words up to the next border follow, and no name among them. */
  private boolean isWordsOnly(int from) throws Refusal {
    int limit = Math.min(text.end, from + LooseText.LOOK);
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '}' || c == '\n') {
        text.look(i - from);
        return true;
      }
      if (c == '"' && names.isBorder(text.after(i + 1))) {
        text.look(i - from);
        return true;
      }
      if (c == ':' || c == '"' || Signs.isOpening(c) || c == ']') {
        break;
      }
    }
    text.look(limit - from);
    return false;
  }

  /** A regular expression between slashes. */
  private boolean isPattern(int from) {
    return text.charAt(from) == '/';
  }

  private int afterPattern(int from) throws Refusal {
    int i = from + 1;
    while (i < text.end && text.charAt(i) != '/' && text.charAt(i) != '\n') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    text.look(i - from);
    return i < text.end && text.charAt(i) == '/' ? i + 1 : from + 1;
  }
}
