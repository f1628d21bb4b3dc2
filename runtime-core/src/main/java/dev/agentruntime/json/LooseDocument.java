package dev.agentruntime.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Change.Kind;
import dev.agentruntime.json.Decoded.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value in a whole text: behind a byte order mark, in a fence, between words, beside
 * other values. Confined to one thread.
 */
final class LooseDocument {
  /** Values of one text that are told apart. */
  private static final int MAX_PARTS = 16;

  private final LooseText text;
  private final LooseParser parser;
  private final Prose prose;
  private final Shape shape;

  private LooseDocument(String text, Shape shape, Extent extent, boolean keepsSpans) {
    this.text = new LooseText(text, extent, keepsSpans);
    this.parser = new LooseParser(this.text);
    this.prose = new Prose(this.text, parser.names);
    this.shape = shape;
  }

  static Decoded decode(String text, Shape shape, Extent extent) {
    return new LooseDocument(text, shape, extent, false).decode();
  }

  /** The part of a text's value that a pointer leads to, with what was changed in it, or null. */
  static @Nullable Field field(String text, Extent extent, JsonPointer pointer) {
    LooseDocument document = new LooseDocument(text, Shape.ANY, extent, true);
    return document.decode() instanceof Decoded.Repaired repaired
        ? document.text.spans.find(repaired.node(), pointer, repaired.changes())
        : null;
  }

  private Decoded decode() {
    try {
      JsonNode node = read();
      if (!shape.fits(node)) {
        return StrictJson.wrongShape(node, shape);
      }
      List<Change> changes = new ArrayList<>(text.changes());
      changes.sort(Comparator.comparingInt(Change::offset));
      return changes.isEmpty()
          // The text is not JSON, or nobody would have come here: a change went unnoticed.
          ? new Refusal(Reason.NOT_JSON, 0).toAnswer(shape)
          : new Decoded.Repaired(node, changes, Decoded.Rung.TOLERANT);
    } catch (Refusal refusal) {
      return refusal.toAnswer(shape);
    }
  }

  /** The values of a text, each by itself, beside the one that was found first. */
  static List<Decoded> readings(String text, Extent extent, Decoded first) {
    Set<JsonNode> seen = new LinkedHashSet<>();
    List<Decoded> readings = new ArrayList<>();
    first.value().ifPresent(seen::add);
    if (!(first instanceof Decoded.Refused)) {
      readings.add(first);
    }
    LooseDocument document = new LooseDocument(text, Shape.ANY, extent, false);
    List<Decoded.Repaired> parts = document.parts();
    for (Decoded.Repaired part : parts) {
      if (seen.add(part.node())) {
        readings.add(part);
      }
    }
    if (parts.size() > 1) {
      ArrayNode all = LooseParser.newArray();
      List<Change> changes = new ArrayList<>();
      for (Decoded.Repaired part : parts) {
        all.add(part.node());
        changes.addAll(part.changes());
      }
      changes.add(new Change(Kind.VALUES_JOINED, 0, text.length()));
      if (seen.add(all)) {
        readings.add(new Decoded.Repaired(all, changes, Decoded.Rung.TOLERANT));
      }
    }
    return readings;
  }

  /** Each value of the text by itself, none inside another. */
  private List<Decoded.Repaired> parts() {
    List<Decoded.Repaired> parts = new ArrayList<>();
    try {
      List<Integer> places = new ArrayList<>(prose.places());
      places.sort(null);
      int end = 0;
      for (int place : places) {
        if (place >= end && parts.size() < MAX_PARTS) {
          JsonNode node = part(place);
          if (node != null) {
            end = text.at;
            text.change(Kind.TEXT_AROUND, place, 0);
            parts.add(
                new Decoded.Repaired(node, List.copyOf(text.changes()), Decoded.Rung.TOLERANT));
          }
        }
      }
    } catch (Refusal _) {
      // What was found so far is all there is.
    }
    return parts;
  }

  private @Nullable JsonNode part(int place) throws Refusal {
    text.back(place, 0);
    text.scopes.clear();
    try {
      return candidate();
    } catch (Refusal refusal) {
      if (refusal.isForGood()) {
        throw refusal;
      }
      return null;
    }
  }

  private JsonNode read() throws Refusal {
    if (text.peek() == '\uFEFF') {
      text.drop(Kind.BYTE_ORDER_MARK);
    }
    text.skip();
    if (text.isAtEnd()) {
      throw text.refuse(Reason.EMPTY);
    }
    if (isValueHere()) {
      return whole();
    }
    return inProse();
  }

  /** Whether the text begins with its value, rather than with words about it. */
  private boolean isValueHere() throws Refusal {
    char c = text.peek();
    if (Signs.isOpening(c) || c == '(') {
      return true;
    }
    if (text.extent == Extent.EMBEDDED) {
      return Signs.isQuote(c) && parser.names.isMember(text.at);
    }
    if (c == '-' && Signs.isOpening(text.charAt(text.after(text.at + 1)))) {
      return false; // a list's dash
    }
    if (Signs.startsValue(c) || c == '.' || c == '+' || c == '\\') {
      return !text.startsWith("```", text.at) && !(Signs.isDigit(c) && prose.isProse());
    }
    return prose.isCall() || !prose.isProse();
  }

  // A text that is a value, or several.

  private JsonNode whole() throws Refusal {
    boolean wrapped = Signs.isOpening(text.peek()) && isFenceNext();
    if (wrapped) {
      text.drop(Kind.BRACKET_DROPPED);
      text.skip();
    }
    JsonNode node = first();
    return rest(node);
  }

  private boolean isFenceNext() throws Refusal {
    return text.startsWith("```", text.after(text.at + 1));
  }

  private JsonNode first() throws Refusal {
    char c = text.peek();
    if ((Signs.isQuote(c) || c == '\\') && parser.names.isMember(text.at)) {
      return parser.members();
    }
    return parser.value(Place.ROOT);
  }

  /** What stands after the value: more values, what closes what was around it, or words. */
  private JsonNode rest(JsonNode first) throws Refusal {
    JsonNode node = first;
    ArrayNode joined = null;
    while (true) {
      int before = text.at;
      text.skip();
      if (text.isAtEnd()) {
        return joined == null ? node : joined;
      }
      char c = text.peek();
      if (c == ',' || c == ';' || Signs.isClosing(c) || c == ')') {
        if (joined == null && node instanceof ObjectNode object && isMemberAfter()) {
          goOn(object, before);
          continue;
        }
        text.drop(c == ',' || c == ';' ? Kind.COMMA_DROPPED : Kind.BRACKET_DROPPED);
      } else if (text.startsWith("```", text.at)) {
        parser.passFence();
      } else if (isNext(before) && shape != Shape.OBJECT) {
        JsonNode next = parser.value(Place.ROOT);
        if (next.isContainerNode() && next.isEmpty() && next.getNodeType() != node.getNodeType()) {
          text.change(Kind.VALUE_DROPPED, before, text.at - before);
          continue;
        }
        if (joined == null) {
          joined = LooseParser.newArray();
          joined.add(node);
        }
        text.change(Kind.VALUES_JOINED, before, 0);
        joined.add(next);
      } else {
        leaveRest(node);
      }
    }
  }

  /** {@code {"a":1}, "b":2}}: the object was closed too early. */
  private boolean isMemberAfter() throws Refusal {
    int next = text.after(text.at + 1);
    return Signs.isQuote(text.charAt(next)) && parser.names.isMember(next);
  }

  private void goOn(ObjectNode object, int brace) throws Refusal {
    text.change(Kind.BRACKET_DROPPED, brace - 1, 1);
    text.at++;
    parser.goOn(object);
  }

  private boolean isNext(int before) throws Refusal {
    char c = text.peek();
    char last = before > 0 ? text.charAt(before - 1) : ' ';
    return Signs.isOpening(c)
        || (Signs.startsValue(c)
            && (last == ',' || text.hasBreak(before, text.at))
            && text.extent == Extent.WHOLE);
  }

  /** Leaves words after the value out, and says so if there is a value among them. */
  private void leaveRest(JsonNode node) throws Refusal {
    if (!node.isContainerNode()) {
      throw text.refuse(Reason.TRAILING_TEXT);
    }
    int from = text.at;
    text.change(Kind.TEXT_AROUND, from, text.end - from);
    for (int i = from; i < text.end; i++) {
      if (Signs.isOpening(text.charAt(i)) && prose.isPlausible(i)) {
        text.change(Kind.VALUE_DROPPED, i, text.end - i);
        break;
      }
    }
    text.at = text.end;
  }

  // A text with a value in it.

  private JsonNode inProse() throws Refusal {
    int start = text.at;
    int mark = text.mark();
    Refusal refused = null;
    List<Integer> places = prose.places();
    for (int place : places) {
      text.back(start, mark);
      text.scopes.clear();
      if (place > start) {
        text.change(Kind.TEXT_AROUND, start, place - start);
      }
      text.at = place;
      try {
        JsonNode node = candidate();
        if (node != null) {
          return rest(node);
        }
      } catch (Refusal refusal) {
        refused = refusal;
        if (refusal.isForGood()) {
          throw refusal;
        }
      }
    }
    throw refused == null ? new Refusal(Reason.NOT_JSON, start) : refused;
  }

  private @Nullable JsonNode candidate() throws Refusal {
    if (text.startsWith("```", text.at)) {
      parser.passFence();
      text.skip();
    }
    JsonNode node = first();
    // An empty container the text does not even close is a bracket, not a value.
    return node.isContainerNode() && node.isEmpty() && text.isAtEnd() && isOpenEnd() ? null : node;
  }

  private boolean isOpenEnd() {
    return Change.any(text.changes(), Change.Effect.CUT);
  }
}
