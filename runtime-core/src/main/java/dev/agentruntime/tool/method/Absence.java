package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import org.jspecify.annotations.Nullable;

/** What stands for a property that is left out. Immutable. */
sealed interface Absence {

  /** The value, which may be null, or an {@link Invalid}. */
  @Nullable Object value();

  /** Whether leaving out is an error. */
  default boolean refused() {
    return false;
  }

  /** It must not be left out. */
  record Refused() implements Absence {
    private static final Invalid MISSING = Invalid.because(Code.MISSING, "is missing");

    @Override
    public Object value() {
      return MISSING;
    }

    @Override
    public boolean refused() {
      return true;
    }
  }

  /**
   * The same value each time: null, an empty optional, or a default that cannot be changed.
   *
   * @param value the value
   */
  record Constant(@Nullable Object value) implements Absence {}

  /**
   * A default the tool might change, such as a list: each call gets its own.
   *
   * @param node the default, known to be valid
   * @param reader reads it
   */
  record Fresh(JsonNode node, ValueReader reader) implements Absence {
    @Override
    public Object value() {
      return reader.read(node);
    }
  }
}
