package dev.agentruntime.json;

import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;

/**
 * Reads strings in any kind of quotes, and joins those that were written in pieces. Confined to one
 * thread.
 */
final class LooseStrings {
  private final LooseText text;
  private final Names names;
  private final QuotedEnds ends;
  private final StringContent content;

  LooseStrings(LooseText text, Names names) {
    this.text = text;
    this.names = names;
    this.ends = new QuotedEnds(text, names);
    this.content = new StringContent(text);
  }

  /** Whether a string begins at the current place. */
  boolean isHere() {
    char c = text.peek();
    return Signs.isQuote(c)
        ? !text.startsWith("```", text.at)
        : c == '\\' && Signs.isQuote(text.charAt(text.at + 1));
  }

  /** A string, with those that are joined to it. */
  String read(Place place) throws Refusal {
    String first = one(place);
    if (place == Place.NAME) {
      return first;
    }
    StringBuilder joined = null;
    while (isJoined(place)) {
      joined = joined == null ? new StringBuilder(first) : joined;
      joined.append(one(place));
    }
    return joined == null ? first : joined.toString();
  }

  /** Passes what joins the next string to the one before; false if none follows. */
  private boolean isJoined(Place place) throws Refusal {
    int next = text.after(text.at);
    char c = text.charAt(next);
    if (c == '+') {
      text.skip();
      text.drop(Kind.CONCATENATION);
      text.skip();
      if (isHere()) {
        return true;
      }
      if (!text.isAtEnd() && !Signs.isClosing(text.peek()) && text.peek() != ',') {
        throw text.refuse(Reason.NOT_JSON); // an expression: what it comes to is not in the text
      }
      return false;
    }
    if (c == '.' && Signs.isWordStart(text.charAt(next + 1))) {
      throw new Refusal(Reason.NOT_JSON, next);
    }
    if (place != Place.MEMBER
        || c != '"'
        || names.isMember(next)
        || names.isMemberWithoutColon(next)) {
      return false;
    }
    text.skip();
    text.change(Kind.CONCATENATION, text.at, 0);
    return true;
  }

  private String one(Place place) throws Refusal {
    boolean escaped = text.peek() == '\\';
    if (escaped) {
      text.drop(Kind.ESCAPED_JSON);
    }
    char quote = text.peek();
    if (!escaped && isTripled(text.at, quote)) {
      return tripled(quote);
    }
    if (quote != '"') {
      text.change(Kind.QUOTES, text.at, 1);
    }
    text.at++;
    boolean doubled = !escaped && isDoubled(place, quote);
    if (doubled) {
      text.drop(Kind.QUOTE_DROPPED);
    }
    Quoted sort = new Quoted(place, quote, doubled, escaped);
    int from = text.at;
    QuotedEnd end = ends.find(from, sort);
    boolean cut = end.kind() == QuotedEnd.Kind.CUT;
    String read = content.read(from, end.content(), sort, cut);
    switch (end.kind()) {
      case QUOTE -> {
        if (end.resume() - end.content() > 1 && !escaped) {
          text.change(Kind.QUOTE_DROPPED, end.resume() - 1, 1);
        }
      }
      case MISSING -> {
        read = read.stripTrailing();
        text.change(Kind.QUOTE_ADDED, end.content(), 0);
      }
      case LOST -> {
        read = read.stripTrailing();
        text.change(Kind.STRING_CUT, end.content(), 0);
      }
      case CUT -> {
        if (place == Place.ROOT && from == text.end && text.extent == Extent.WHOLE) {
          throw new Refusal(Reason.ENDS_EARLY, from);
        }
        read = text.extent == Extent.PREFIX ? read : read.stripTrailing();
        text.change(Kind.STRING_CUT, text.end, 0);
      }
    }
    text.at = end.resume();
    if (place == Place.NAME && read.length() > JsonDecoder.MAX_NAME) {
      throw new Refusal(Reason.TOKEN_TOO_LONG, from);
    }
    return read;
  }

  /** {@code ""name"}: written twice, as tables of values have it. Not an empty string. */
  private boolean isDoubled(Place place, char quote) throws Refusal {
    if (text.peek() != quote) {
      return false;
    }
    char c = text.charAt(text.at + 1);
    if (Signs.isWordPart(c)) {
      return !(place == Place.MEMBER && names.isMember(text.at + 1)) || isEvenQuotes(quote);
    }
    return place == Place.NAME && c == ' ' && Signs.isWordPart(text.charAt(text.at + 2));
  }

  /** Whether the word after a doubled quote is followed by a doubled quote. */
  private boolean isEvenQuotes(char quote) throws Refusal {
    int after = names.afterQuoted(text.at);
    return after > 0 && text.charAt(after) == quote;
  }

  private boolean isTripled(int index, char quote) {
    return text.charAt(index + 1) == quote
        && text.charAt(index + 2) == quote
        && (quote == '"' || quote == '\'')
        && !(text.charAt(index + 3) == quote && names.isBorder(index + 4))
        && !names.isBorder(index + 3);
  }

  /** A string in three quotes on each side ends at the next three and may hold anything else. */
  private String tripled(char quote) throws Refusal {
    int from = text.at + 3;
    text.change(Kind.QUOTES, text.at, 3);
    String three = String.valueOf(quote).repeat(3);
    int close = text.text.indexOf(three, from);
    boolean cut = close < 0;
    int to = cut ? text.end : close;
    while (!cut && text.charAt(to + 3) == quote) {
      to++;
    }
    String read = content.read(from, to, new Quoted(Place.ROOT, Signs.END, false, false), cut);
    if (cut) {
      text.change(Kind.STRING_CUT, text.end, 0);
    }
    text.at = cut ? text.end : to + 3;
    return read;
  }
}
