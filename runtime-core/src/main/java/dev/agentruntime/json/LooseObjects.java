package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;
import org.jspecify.annotations.Nullable;

/** Reads objects, and sets, which begin like them. Confined to one thread. */
final class LooseObjects {
  private final LooseParser parser;
  private final LooseText text;

  LooseObjects(LooseParser parser) {
    this.parser = parser;
    this.text = parser.text;
  }

  /** The object, or set, whose brace is at the current place. */
  JsonNode read() throws Refusal {
    text.at++;
    text.skip();
    if (text.peek() == '{') {
      return doubled();
    }
    if (text.startsWith("```", text.at)) {
      return fenced();
    }
    return isSet() ? set() : readOpened();
  }

  /** The members of an object whose brace is passed or missing. */
  ObjectNode readOpened() throws Refusal {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    goOn(object);
    return object;
  }

  /** Adds members to an object up to its end. */
  void goOn(ObjectNode object) throws Refusal {
    text.scopes.enter(Scopes.Kind.OBJECT, text.at);
    String last = null;
    boolean open = true;
    while (open) {
      text.skip();
      if (isEnd()) {
        break;
      }
      char c = text.peek();
      if (c == ',' || c == ';') {
        text.drop(Kind.COMMA_DROPPED);
      } else if (parser.passEllipsis()) {
        text.skip();
        text.at += text.peek() == ',' ? 1 : 0;
      } else if (c == '[' && last != null && object.get(last) instanceof ArrayNode array) {
        more(array);
      } else if (c == '{' && last != null && text.scopes.isOuterArray()) {
        text.change(Kind.BRACKET_ADDED, text.at, 0);
        open = false;
      } else {
        last = member(object);
        open = last != null;
      }
    }
    text.scopes.leave();
  }

  /** {@code {{...}}}: a template's way of writing a brace. Two opening ones are one. */
  private JsonNode doubled() throws Refusal {
    int next = text.after(text.at + 1);
    if (Signs.isClosing(text.charAt(next)) || next >= text.end) {
      // Two objects of which neither holds anything: the first was not closed.
      text.change(Kind.BRACKET_ADDED, text.at, 0);
      return JsonNodeFactory.instance.objectNode();
    }
    text.drop(Kind.BRACKET_DROPPED);
    ObjectNode object = readOpened();
    int close = text.after(text.at);
    if (text.charAt(close) == '}') {
      text.skip();
      text.drop(Kind.BRACKET_DROPPED);
    }
    return object;
  }

  /** A fence inside the braces: they were put around a whole answer. */
  private JsonNode fenced() throws Refusal {
    text.change(Kind.BRACKET_DROPPED, text.at - 1, 1);
    text.scopes.enter(Scopes.Kind.FENCE, text.at);
    JsonNode node = parser.value(Place.ROOT);
    text.scopes.leave();
    text.skip();
    if (text.peek() == '}') {
      text.drop(Kind.BRACKET_DROPPED);
    }
    return node;
  }

  /** Whether no name but a value follows, and another one or the end after it. */
  private boolean isSet() throws Refusal {
    char c = text.peek();
    int after;
    if (Signs.isQuote(c)) {
      after = parser.names.afterQuoted(text.at);
    } else if (Signs.isDigit(c)) {
      after = text.afterWord(text.at);
    } else {
      return false;
    }
    if (after < 0) {
      return false;
    }
    int next = text.after(after);
    if (text.charAt(next) == '}') {
      return Signs.isQuote(c) || Signs.isDigit(c);
    }
    return text.charAt(next) == ','
        && !parser.names.isMember(text.after(next + 1))
        && isSetTail(text.after(next + 1));
  }

  private boolean isSetTail(int index) throws Refusal {
    char c = text.charAt(index);
    int after =
        Signs.isQuote(c)
            ? parser.names.afterQuoted(index)
            : Signs.isDigit(c) ? text.afterWord(index) : -1;
    return after > 0
        && (text.charAt(text.after(after)) == ',' || text.charAt(text.after(after)) == '}');
  }

  private JsonNode set() throws Refusal {
    text.change(Kind.COLLECTION, text.at - 1, 1);
    text.scopes.enter(Scopes.Kind.OBJECT, text.at);
    ArrayNode array = LooseParser.newArray();
    while (true) {
      text.skip();
      char c = text.peek();
      if (c == '}') {
        text.at++;
        break;
      }
      if (c == ',' && !array.isEmpty()) {
        text.at++;
        continue;
      }
      if (text.isAtEnd() || c == ',' || Signs.isClosing(c)) {
        throw text.refuse(Reason.NOT_JSON);
      }
      array.add(parser.value(Place.ELEMENT));
    }
    text.scopes.leave();
    return array;
  }

  /** Passes the end of the object, or what stands for it. */
  private boolean isEnd() throws Refusal {
    if (text.isAtEnd() || text.startsWith("```", text.at)) {
      text.change(Kind.CONTAINER_CUT, text.at, 0);
      return true;
    }
    return switch (text.peek()) {
      case '}' -> {
        text.at++;
        yield true;
      }
      case ']' -> {
        if (text.scopes.inArray()) {
          text.change(Kind.BRACKET_ADDED, text.at, 0);
        } else {
          text.drop(Kind.BRACKET_ADDED);
        }
        yield true;
      }
      case ')' -> {
        if (!text.scopes.inCall()) {
          throw text.refuse(Reason.NOT_JSON);
        }
        text.change(Kind.BRACKET_ADDED, text.at, 0);
        yield true;
      }
      default -> false;
    };
  }

  /** A second array where a name should be: it goes on with the member's array. */
  private void more(ArrayNode array) throws Refusal {
    text.change(Kind.VALUES_JOINED, text.at, 0);
    JsonNode more = parser.value(Place.MEMBER);
    more.forEach(array::add);
    text.skip();
    text.at += text.peek() == ',' ? 1 : 0;
  }

  /** Reads one member with what separates it from the next; null if the object ends after it. */
  private @Nullable String member(ObjectNode object) throws Refusal {
    int from = text.at;
    int mark = text.mark();
    String name = name();
    int afterName = text.at;
    text.skip();
    char c = text.peek();
    if (Signs.isQuote(c) && parser.names.isMember(text.at)) {
      return stray(from, afterName, mark);
    }
    if (c == ':' || c == '=') {
      colon(c);
    } else if (text.isAtEnd()) {
      return withoutValue(object, name, from, mark);
    } else if (Signs.startsValue(c) || Signs.isWordStart(c) || c == '\\') {
      text.change(Kind.COLON, afterName, 0);
    } else {
      throw text.refuse(Reason.NOT_JSON);
    }
    text.skip();
    if (text.isAtEnd() && text.extent == Extent.PREFIX) {
      return withoutValue(object, name, from, mark);
    }
    int before = text.mark();
    int start = text.at;
    JsonNode node = isBorder() ? parser.missing() : parser.value(Place.MEMBER);
    if (isUnfinished(node, before)) {
      text.change(Kind.TOKEN_CUT, from, text.end - from);
      return name;
    }
    put(object, name, node, from);
    text.note(object, name, start);
    separated();
    return name;
  }

  /** A word before a whole member: whatever it was, it is no name. */
  private String stray(int from, int to, int mark) throws Refusal {
    text.back(to, mark);
    text.change(Kind.VALUE_DROPPED, from, to - from);
    return "";
  }

  private void colon(char c) throws Refusal {
    if (c == '=') {
      text.change(Kind.COLON, text.at, text.charAt(text.at + 1) == '>' ? 2 : 1);
      text.at += text.charAt(text.at + 1) == '>' ? 2 : 1;
      return;
    }
    text.at++;
    text.skip();
    while (text.peek() == ':') {
      text.drop(Kind.COLON);
    }
  }

  private boolean isBorder() {
    char c = text.peek();
    return text.isAtEnd() || c == ',' || Signs.isClosing(c);
  }

  /** A name at the very end of the text. */
  private @Nullable String withoutValue(ObjectNode object, String name, int from, int mark)
      throws Refusal {
    if (text.extent == Extent.PREFIX) {
      text.back(from, mark);
      text.change(Kind.TOKEN_CUT, from, text.end - from);
      text.at = text.end;
    } else {
      put(object, name, parser.missing(), from);
    }
    return name;
  }

  private boolean isUnfinished(JsonNode node, int mark) throws Refusal {
    return text.extent == Extent.PREFIX
        && text.isAtEnd()
        && !node.isContainerNode()
        && (!node.isTextual() || isBareEnd(mark));
  }

  private boolean isBareEnd(int mark) {
    return text.changes().subList(mark, text.mark()).stream()
        .anyMatch(change -> change.kind() == Kind.BARE_STRING);
  }

  private String name() throws Refusal {
    if (parser.strings.isHere()) {
      return parser.strings.read(Place.NAME);
    }
    int from = text.at;
    int to = bareNameEnd();
    if (to == from) {
      throw text.refuse(Reason.NOT_JSON);
    }
    text.change(Kind.BARE_NAME, from, to - from);
    text.at = to;
    if (Signs.isQuote(text.peek()) && text.charAt(text.after(text.at + 1)) == ':') {
      text.drop(Kind.QUOTE_DROPPED);
    }
    return text.text.substring(from, to);
  }

  /** Up to the colon if only words stand before it, else one word. */
  private int bareNameEnd() throws Refusal {
    int from = text.at;
    int limit = Math.min(text.end, from + LooseText.LOOK);
    int word = -1;
    int last = from;
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      if (c == ':') {
        text.look(i - from);
        return last;
      }
      if (Signs.isSpace(c)) {
        word = word < 0 ? i : word;
        if (c == '\n' || Signs.isDigit(text.charAt(i + 1))) {
          break;
        }
      } else if (endsName(c)) {
        break;
      } else {
        last = i + 1;
      }
    }
    text.look(last - from);
    return word < 0 ? last : word;
  }

  private static boolean endsName(char c) {
    return switch (c) {
      case ',', '\\', '=', '{', '}', '[', ']' -> true;
      case '\'' -> false;
      default -> Signs.isQuote(c);
    };
  }

  private void put(ObjectNode object, String name, JsonNode node, int from) throws Refusal {
    JsonNode before = object.get(name);
    if (before != null) {
      text.change(
          before.equals(node) ? Kind.DUPLICATE : Kind.DUPLICATE_REPLACED, from, text.at - from);
    }
    object.set(name, node);
  }

  private void separated() throws Refusal {
    text.skip();
    char c = text.peek();
    if (c == ',') {
      int comma = text.at++;
      text.skip();
      if (text.peek() == '}') {
        text.change(Kind.COMMA_DROPPED, comma, 1);
      }
      return;
    }
    if (text.isAtEnd()
        || Signs.isClosing(c)
        || Signs.isOpening(c)
        || c == ';'
        || c == ')'
        || c == '`') {
      return;
    }
    if (c == '"' && parser.names.isBorder(text.after(text.at + 1))) {
      text.drop(Kind.QUOTE_DROPPED);
      separated();
      return;
    }
    if (text.charAt(text.before(text.at - 1, 0)) != ',') {
      text.change(Kind.COMMA_ADDED, text.at, 0);
    }
  }
}
