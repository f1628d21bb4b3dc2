package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;

/** What kind of value is asked for. */
public enum Shape {
  /** Any JSON value. */
  ANY("one JSON value"),
  /** An object. */
  OBJECT("one JSON object"),
  /** An array. */
  ARRAY("one JSON array");

  private final String words;

  Shape(String words) {
    this.words = words;
  }

  boolean fits(JsonNode node) {
    return switch (this) {
      case ANY -> true;
      case OBJECT -> node.isObject();
      case ARRAY -> node.isArray();
    };
  }

  String words() {
    return words;
  }
}
