package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads one JSON value into a Java value, validating as it reads. Implementations are immutable.
 */
interface ValueReader {

  /**
   * Reads a value.
   *
   * @param node the value; not changed, and nothing that can be changed through the result is
   *     shared with it
   * @return the Java value, or an {@link Invalid}; never null
   */
  Object read(JsonNode node);
}
