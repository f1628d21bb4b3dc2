package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Cuts arguments to a size: value by value, so that one long value does not hide the others and
 * what was JSON stays JSON. Pure; stateless.
 */
final class Shortened {
  /** A value of which less is left tells nothing. */
  private static final int SHORTEST_VALUE = 16;

  private static final String CUT = "…";

  private Shortened() {}

  /**
   * Cuts a text.
   *
   * @param bytes at most so many bytes of UTF-8
   * @param text JSON or not
   * @return the text if it fits, else a shorter one
   */
  static String to(int bytes, String text) {
    if (utf8Length(text) <= bytes) {
      return text;
    }
    try {
      ObjectNode object = ToolArguments.ofText(text).object();
      for (int most = bytes / 2; most >= SHORTEST_VALUE; most /= 2) {
        String shorter = shortened(object, most).toString();
        if (utf8Length(shorter) <= bytes) {
          return shorter;
        }
      }
    } catch (MalformedArgumentsException e) {
      // Not an object: then it is only text.
    }
    return head(bytes, text);
  }

  private static JsonNode shortened(JsonNode node, int most) {
    return switch (node) {
      case TextNode text when text.textValue().length() > most -> {
        String value = text.textValue();
        int end = beforeSurrogate(value, most);
        yield TextNode.valueOf(
            value.substring(0, end) + CUT + "(" + (value.length() - end) + " more)");
      }
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          copy.set(entry.getKey(), shortened(entry.getValue(), most));
        }
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < array.size() && i < most; i++) {
          copy.add(shortened(array.get(i), most));
        }
        if (array.size() > most) {
          copy.add(CUT + "(" + (array.size() - most) + " more)");
        }
        yield copy;
      }
      default -> node;
    };
  }

  private static String head(int bytes, String text) {
    int end = Math.min(text.length(), Math.max(0, bytes - CUT.length() * 3));
    while (end > 0 && utf8Length(text.substring(0, end)) > bytes - CUT.length() * 3) {
      end = Math.min(end - 1, end * 3 / 4);
    }
    return text.substring(0, beforeSurrogate(text, end)) + CUT;
  }

  private static int beforeSurrogate(String text, int end) {
    return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
