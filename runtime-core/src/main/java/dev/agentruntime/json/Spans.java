package dev.agentruntime.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in a text the parts of its value stand. Kept only if asked for; confined to one thread. */
final class Spans {
  private final IdentityHashMap<JsonNode, Map<String, Span>> spans = new IdentityHashMap<>();

  void note(JsonNode container, String part, int from, int to) {
    spans.computeIfAbsent(container, _ -> new HashMap<>()).put(part, new Span(from, to));
  }

  /** The part a pointer leads to, or null if there is none. */
  @Nullable Field find(JsonNode root, JsonPointer pointer, List<Change> changes) {
    JsonNode node = root;
    Span span = null;
    boolean known = true;
    for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
      String part = rest.getMatchingProperty();
      JsonNode inner = node.isArray() ? node.get(rest.getMatchingIndex()) : node.get(part);
      if (inner == null) {
        return null;
      }
      span = spans.getOrDefault(node, Map.of()).get(part);
      known = known && span != null;
      node = inner;
    }
    Span found = known ? span : null;
    return new Field(
        node, found == null ? changes : changes.stream().filter(found::touches).toList());
  }

  private record Span(int from, int to) {
    /** A change at the very end touches too: what is cut there belongs to it. */
    boolean touches(Change change) {
      return change.offset() <= to && change.end() >= from && !isBeside(change);
    }

    private boolean isBeside(Change change) {
      boolean border =
          switch (change.kind()) {
            case COMMA_ADDED, COMMA_DROPPED, COLON, COMMENT, WHITE_SPACE -> true;
            default -> false;
          };
      return border && (change.offset() >= to || change.end() <= from);
    }
  }
}
