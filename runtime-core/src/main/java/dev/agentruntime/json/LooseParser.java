package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;
import java.util.Set;

/**
 * Reads one value from a text that is meant to be JSON: the second rung. Goes through the text
 * once, from left to right, and says of every character that is not JSON what it took it for.
 * Recursion is bounded by the bound on nesting. Confined to one thread.
 */
final class LooseParser {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Calls whose value is not their argument's: what they come to is not in the text. */
  private static final Set<String> EXPRESSIONS = Set.of("str", "repr", "len", "format", "print");

  /** Letters other languages write before a string without changing what it holds. */
  private static final String PREFIXES = "bBuUrR";

  final LooseText text;
  final LooseStrings strings;
  final Names names;
  private final LooseWords words;
  private final LooseObjects objects;
  private final LooseArrays arrays;

  LooseParser(LooseText text) {
    this.text = text;
    this.names = new Names(text);
    this.strings = new LooseStrings(text, names);
    this.words = new LooseWords(text, names);
    this.objects = new LooseObjects(this);
    this.arrays = new LooseArrays(this);
  }

  /** The value at the current place; white space before it is passed. */
  JsonNode value(Place place) throws Refusal {
    text.skip();
    passPrefix();
    if (strings.isHere()) {
      return NODES.textNode(strings.read(place));
    }
    char c = text.peek();
    if (text.startsWith("```", text.at)) {
      return fenced(place);
    }
    return switch (c) {
      case '{' -> objects.read();
      case '[' -> arrays.read();
      case '(' -> arrays.parentheses();
      default -> call(place);
    };
  }

  /** An object whose opening brace is missing. */
  JsonNode members() throws Refusal {
    text.change(Kind.BRACKET_ADDED, text.at, 0);
    return objects.readOpened();
  }

  /** An object in an array whose opening brace is missing, which has been noted. */
  JsonNode membersOfElement() throws Refusal {
    return objects.readOpened();
  }

  /** Goes on with an object that was closed too early. */
  void goOn(ObjectNode object) throws Refusal {
    objects.goOn(object);
  }

  private void passPrefix() throws Refusal {
    char c = text.peek();
    char next = text.charAt(text.at + 1);
    if ((next == '"' || next == '\'') && PREFIXES.indexOf(c) >= 0) {
      text.drop(Kind.QUOTES);
    } else if ((next == '"' || next == '\'') && (c == 'f' || c == 'F')) {
      int after = names.afterQuoted(text.at + 1);
      int brace = text.text.indexOf('{', text.at);
      if (after < 0 || (brace >= 0 && brace < after)) {
        throw text.refuse(Reason.NOT_JSON); // a template: what it comes to is not in the text
      }
      text.drop(Kind.QUOTES);
    }
  }

  /** A value in a code fence of its own, inside another. */
  private JsonNode fenced(Place place) throws Refusal {
    text.scopes.enter(Scopes.Kind.FENCE, text.at);
    passFence();
    JsonNode node = value(place);
    text.skip();
    if (text.startsWith("```", text.at)) {
      passFence();
    }
    text.scopes.leave();
    return node;
  }

  /** Passes three backticks and the name of a language after them. */
  void passFence() throws Refusal {
    int to = text.at + 3;
    while (Signs.isWordPart(text.charAt(to))) {
      to++;
    }
    text.change(Kind.FENCE, text.at, to - text.at);
    text.at = to;
  }

  /** A word, or a call around a value: {@code callback({})}, {@code ObjectId("1")}. */
  private JsonNode call(Place place) throws Refusal {
    int from = text.at;
    if (!Signs.isWordStart(text.peek())) {
      return words.read(place);
    }
    int after = text.afterWord(from);
    int open = after;
    while (Signs.isSpace(text.charAt(open)) && text.charAt(open) != '\n') {
      open++;
    }
    text.look(open - after);
    if (text.charAt(open) != '(' || !isArgument(open + 1)) {
      return words.read(place);
    }
    String name = text.text.substring(from, after);
    if (EXPRESSIONS.contains(name) || (name.indexOf('.') >= 0 && place != Place.ROOT)) {
      throw text.refuse(Reason.NOT_JSON);
    }
    text.change(Kind.WRAPPER, from, open - from);
    text.at = open;
    return arrays.argument();
  }

  private boolean isArgument(int index) throws Refusal {
    int next = text.after(index);
    char c = text.charAt(next);
    return Signs.startsValue(c)
        || c == ')'
        || text.startsWith("true", next)
        || text.startsWith("false", next)
        || text.startsWith("null", next)
        || text.startsWith("None", next);
  }

  /** Stands for a value that is missing before a border. */
  JsonNode missing() throws Refusal {
    text.change(text.isAtEnd() ? Kind.TOKEN_CUT : Kind.VALUE_MISSING, text.at, 0);
    return NullNode.getInstance();
  }

  /** Passes an ellipsis and answers whether there was one. */
  boolean passEllipsis() throws Refusal {
    int length = text.startsWith("...", text.at) ? 3 : text.peek() == '\u2026' ? 1 : 0;
    if (length == 0) {
      return false;
    }
    text.change(Kind.ELLIPSIS, text.at, length);
    text.at += length;
    return true;
  }

  static ArrayNode newArray() {
    return NODES.arrayNode();
  }
}
