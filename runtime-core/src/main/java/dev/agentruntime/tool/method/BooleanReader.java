package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads true and false, and nothing that merely looks like it. */
final class BooleanReader implements ValueReader {

  @Override
  public Object read(JsonNode node) {
    return node.isBoolean() ? (Object) node.booleanValue() : Found.instead("a boolean", node);
  }
}
