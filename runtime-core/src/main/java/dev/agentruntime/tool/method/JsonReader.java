package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Hands over JSON as it is. A copy, since the arguments are shared with whatever looks at the call.
 */
final class JsonReader implements ValueReader {
  private final Kind kind;

  JsonReader(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Object read(JsonNode node) {
    return switch (kind) {
      case ANY -> node.deepCopy();
      case OBJECT -> node.isObject() ? node.deepCopy() : Found.instead("an object", node);
      case ARRAY -> node.isArray() ? node.deepCopy() : Found.instead("an array", node);
    };
  }

  /** What JSON is asked for. */
  enum Kind {
    ANY,
    OBJECT,
    ARRAY
  }
}
