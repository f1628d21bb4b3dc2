package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.text.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values a schema allows, numbers compared by value. Immutable. */
final class Values {
  /** Longer lists are not repeated in a message; the model has them in the schema. */
  private static final int MAX_LISTED = 20;

  private final Set<String> texts = new LinkedHashSet<>();
  private final List<JsonNode> others = new ArrayList<>();
  private final int types;

  Values(Iterable<JsonNode> allowed) {
    int mask = Types.NONE;
    for (JsonNode value : allowed) {
      mask |= Types.of(value);
      if (value.isTextual()) {
        texts.add(value.textValue());
      } else {
        others.add(value);
      }
    }
    this.types = mask;
  }

  /** The values that are texts. */
  Set<String> texts() {
    return texts;
  }

  /** The types of the values. */
  int types() {
    return types;
  }

  boolean contain(JsonNode node) {
    if (node.isTextual()) {
      return texts.contains(node.textValue());
    }
    for (int i = 0; i < others.size(); i++) {
      if (others.get(i).equals(Values::compare, node)) {
        return true;
      }
    }
    return false;
  }

  private static int compare(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    boolean equal = numbers ? Numbers.equal(one, other) : one.equals(other);
    return equal ? 0 : 1;
  }

  /** The one text that differs only in case or outer blanks, or null if there is none or more. */
  @Nullable String spelledLike(String text) {
    String wanted = text.strip();
    String found = null;
    for (String candidate : texts) {
      if (candidate.strip().equalsIgnoreCase(wanted)) {
        if (found != null) {
          return null;
        }
        found = candidate;
      }
    }
    return found;
  }

  String words() {
    if (texts.size() + others.size() > MAX_LISTED) {
      return "one of the " + (texts.size() + others.size()) + " values in the schema";
    }
    String list =
        Stream.concat(texts.stream().map(Names::printable), others.stream().map(Values::shown))
            .collect(Collectors.joining(", "));
    return (texts.size() + others.size() == 1 ? "" : "one of ") + list;
  }

  private static String shown(JsonNode value) {
    return value.isContainerNode() ? Types.kind(value) + " in the schema" : value.asText();
  }

  String problem(JsonNode node) {
    boolean sameType = (types & Types.of(node)) != 0;
    String was =
        sameType ? "another " + Types.kind(node).replaceFirst("^an? ", "") : Types.kind(node);
    List<String> near = node.isTextual() ? Names.near(node.textValue(), texts) : List.of();
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    return "must be " + words() + ", was " + was + hint;
  }
}
