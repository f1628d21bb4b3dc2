package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the reader of a type inside that type. How deep it goes is bounded by the depth of the
 * JSON.
 */
final class RecursiveReader implements ValueReader {
  /** Set once, before the reader around it is published. */
  private @Nullable ValueReader target;

  void close(ValueReader reader) {
    target = reader;
  }

  @Override
  public Object read(JsonNode node) {
    return Objects.requireNonNull(target, "target").read(node);
  }
}
