package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Wraps what another reader reads into one of the JDK's optionals. */
final class OptionalReader implements ValueReader {
  private final ValueReader present;
  private final Kind kind;

  OptionalReader(ValueReader present, Kind kind) {
    this.present = present;
    this.kind = kind;
  }

  @Override
  public Object read(JsonNode node) {
    Object value = present.read(node);
    if (value instanceof Invalid) {
      return value;
    }
    return switch (kind) {
      case OBJECT -> Optional.of(value);
      case INT -> OptionalInt.of((Integer) value);
      case LONG -> OptionalLong.of((Long) value);
      case DOUBLE -> OptionalDouble.of((Double) value);
    };
  }

  /** Which optional. */
  enum Kind {
    OBJECT,
    INT,
    LONG,
    DOUBLE;

    Object empty() {
      return switch (this) {
        case OBJECT -> Optional.empty();
        case INT -> OptionalInt.empty();
        case LONG -> OptionalLong.empty();
        case DOUBLE -> OptionalDouble.empty();
      };
    }
  }
}
