package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads a string as it is. */
final class StringReader implements ValueReader {

  @Override
  public Object read(JsonNode node) {
    String text = node.textValue();
    return text == null ? Found.instead("a string", node) : text;
  }
}
