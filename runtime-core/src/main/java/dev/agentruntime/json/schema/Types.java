package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.Locale;

/** JSON's types as bits of a mask, and in words. Stateless. */
final class Types {
  static final int OBJECT = 1;
  static final int ARRAY = 2;
  static final int STRING = 4;
  static final int INTEGER = 8;
  static final int FRACTION = 16;
  static final int BOOLEAN = 32;
  static final int NULL = 64;
  static final int NUMBER = INTEGER | FRACTION;
  static final int ANY = OBJECT | ARRAY | STRING | NUMBER | BOOLEAN | NULL;
  static final int NONE = 0;

  private Types() {}

  /** The bit of a type's name in a schema, or {@link #NONE} if there is no such type. */
  static int named(String name) {
    return switch (name) {
      case "object" -> OBJECT;
      case "array" -> ARRAY;
      case "string" -> STRING;
      case "integer" -> INTEGER;
      case "number" -> NUMBER;
      case "boolean" -> BOOLEAN;
      case "null" -> NULL;
      default -> NONE;
    };
  }

  static boolean accept(int mask, JsonNode node) {
    JsonNodeType type = node.getNodeType();
    if (type == JsonNodeType.NUMBER && (mask & NUMBER) == INTEGER) {
      return Numbers.isIntegral(node);
    }
    return (mask & bits(type)) != 0;
  }

  /** The bit of a value's type. */
  static int of(JsonNode node) {
    return node.isNumber()
        ? Numbers.isIntegral(node) ? INTEGER : FRACTION
        : bits(node.getNodeType());
  }

  private static int bits(JsonNodeType type) {
    return switch (type) {
      case OBJECT -> OBJECT;
      case ARRAY -> ARRAY;
      case STRING -> STRING;
      case NUMBER -> NUMBER;
      case BOOLEAN -> BOOLEAN;
      case NULL -> NULL;
      case BINARY, MISSING, POJO -> NONE;
    };
  }

  /** A mask for messages: "an integer or null". */
  static String words(int mask) {
    StringBuilder words = new StringBuilder();
    append(words, mask, OBJECT, "an object");
    append(words, mask, ARRAY, "an array");
    append(words, mask, STRING, "a string");
    append(words, mask, NUMBER, "a number");
    if ((mask & NUMBER) != NUMBER) {
      append(words, mask, INTEGER, "an integer");
      append(words, mask, FRACTION, "a fractional number");
    }
    append(words, mask, BOOLEAN, "a boolean");
    append(words, mask, NULL, "null");
    return words.isEmpty() ? "absent" : words.toString();
  }

  private static void append(StringBuilder words, int mask, int type, String word) {
    if ((mask & type) == type) {
      words.append(words.isEmpty() ? "" : " or ").append(word);
    }
  }

  /** A value's type for messages, and never the value. */
  static String kind(JsonNode node) {
    int type = of(node);
    return type == NONE
        ? "a " + node.getNodeType().name().toLowerCase(Locale.ROOT) + " value"
        : words(type);
  }
}
