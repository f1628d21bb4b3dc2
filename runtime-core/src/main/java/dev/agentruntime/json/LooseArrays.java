package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;

/** Reads arrays, tuples and the arguments of calls. Confined to one thread. */
final class LooseArrays {
  private final LooseParser parser;
  private final LooseText text;

  LooseArrays(LooseParser parser) {
    this.parser = parser;
    this.text = parser.text;
  }

  /** The array whose bracket is at the current place. */
  JsonNode read() throws Refusal {
    text.scopes.enter(Scopes.Kind.ARRAY, text.at);
    text.at++;
    ArrayNode array = LooseParser.newArray();
    boolean open = true;
    while (open) {
      text.skip();
      open = !isEnd() && element(array);
    }
    text.scopes.leave();
    return array;
  }

  /** Passes the end of the array, or what stands for it. */
  private boolean isEnd() throws Refusal {
    if (text.isAtEnd() || (text.startsWith("```", text.at) && isFenceEnd())) {
      text.change(Kind.CONTAINER_CUT, text.at, 0);
      return true;
    }
    char c = text.peek();
    if (c == ']') {
      text.at++;
      return true;
    }
    if (c == ')' && text.scopes.inCall()) {
      text.change(Kind.BRACKET_ADDED, text.at, 0);
      return true;
    }
    if (c != '}') {
      return false;
    }
    if (text.scopes.inObject()) {
      text.change(Kind.BRACKET_ADDED, text.at, 0);
      return true;
    }
    if (text.charAt(text.after(text.at + 1)) == ',') {
      text.drop(Kind.BRACKET_DROPPED);
      return false;
    }
    text.drop(Kind.BRACKET_ADDED);
    return true;
  }

  private boolean isFenceEnd() throws Refusal {
    char c = text.charAt(text.after(text.at + 3));
    return !Signs.isOpening(c) && !text.startsWith("```json", text.at);
  }

  /** Reads one element with what separates it from the next; false if the array ends before it. */
  private boolean element(ArrayNode array) throws Refusal {
    if (text.peek() == ',') {
      text.drop(Kind.COMMA_DROPPED);
      return true;
    }
    if (parser.passEllipsis()) {
      text.skip();
      if (text.peek() == ',') {
        text.at++;
      }
      return true;
    }
    int from = text.at;
    int mark = text.mark();
    JsonNode node = parser.value(Place.ELEMENT);
    text.skip();
    if (text.peek() == ':' && node.isValueNode()) {
      return member(array, from, mark);
    }
    if (isUnfinished(node, mark)) {
      text.change(Kind.TOKEN_CUT, from, text.end - from);
    } else {
      array.add(node);
      text.note(array, Integer.toString(array.size() - 1), from);
    }
    return separated(array);
  }

  /** In a text that is still being written, a number at its very end may go on. */
  private boolean isUnfinished(JsonNode node, int mark) {
    return text.extent == Extent.PREFIX
        && text.isAtEnd()
        && !node.isContainerNode()
        && !node.isTextual()
        && text.mark() > mark;
  }

  /** A name in an array: the array's end is missing, or an object's beginning. */
  private boolean member(ArrayNode array, int from, int mark) throws Refusal {
    boolean inObject = text.scopes.isOuterObject() && !array.isEmpty();
    text.back(from, mark);
    text.change(Kind.BRACKET_ADDED, from, 0);
    if (inObject) {
      return false;
    }
    array.add(parser.membersOfElement());
    text.skip();
    return separated(array);
  }

  private boolean separated(ArrayNode array) throws Refusal {
    text.skip();
    char c = text.peek();
    if (c == ',') {
      int comma = text.at++;
      text.skip();
      if (text.peek() == ']') {
        text.change(Kind.COMMA_DROPPED, comma, 1);
      }
      return true;
    }
    if (text.isAtEnd() || Signs.isClosing(c) || c == ')' || text.startsWith("```", text.at)) {
      return true;
    }
    if (c == ';') {
      text.drop(Kind.COMMA_ADDED);
      return true;
    }
    if (c == '"' && parser.names.isBorder(text.after(text.at + 1))) {
      text.drop(Kind.QUOTE_DROPPED);
      return true;
    }
    if (array.isEmpty()) {
      throw text.refuse(Reason.NOT_JSON);
    }
    if (text.charAt(text.before(text.at - 1, 0)) != ',') {
      text.change(Kind.COMMA_ADDED, text.at, 0);
    }
    return true;
  }

  /** A tuple, or one value in parentheses. */
  JsonNode parentheses() throws Refusal {
    int from = text.at;
    text.scopes.enter(Scopes.Kind.CALL, text.at);
    text.at++;
    ArrayNode array = LooseParser.newArray();
    boolean comma = inParentheses(array);
    text.scopes.leave();
    boolean single = array.size() == 1 && !comma;
    text.change(single ? Kind.WRAPPER : Kind.COLLECTION, from, 1);
    return single ? array.get(0) : array;
  }

  /** The one argument of a call. */
  JsonNode argument() throws Refusal {
    int from = text.at;
    text.scopes.enter(Scopes.Kind.CALL, text.at);
    text.at++;
    ArrayNode array = LooseParser.newArray();
    inParentheses(array);
    text.scopes.leave();
    if (array.size() > 1) {
      throw new Refusal(Reason.NOT_JSON, from);
    }
    return array.isEmpty() ? array : array.get(0);
  }

  /** Reads up to the closing parenthesis; answers whether there was a comma. */
  private boolean inParentheses(ArrayNode array) throws Refusal {
    boolean comma = false;
    while (true) {
      text.skip();
      if (text.isAtEnd() || Signs.isClosing(text.peek())) {
        text.change(text.isAtEnd() ? Kind.CONTAINER_CUT : Kind.BRACKET_ADDED, text.at, 0);
        return comma;
      }
      if (text.peek() == ')') {
        text.at++;
        return comma;
      }
      if (text.peek() == ',') {
        comma = true;
        text.at++;
        continue;
      }
      if (!array.isEmpty() && !comma) {
        throw text.refuse(Reason.NOT_JSON);
      }
      array.add(parser.value(Place.ARGUMENT));
    }
  }
}
