package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object into a record through its canonical constructor, whose own checks are part of the
 * validation.
 */
final class RecordReader implements ValueReader {
  private final Class<?> type;
  private final Properties properties;
  private final int components;
  private final Invoker constructor;

  RecordReader(Class<?> type, Properties properties, int components, Invoker constructor) {
    this.type = type;
    this.properties = properties;
    this.components = components;
    this.constructor = constructor;
  }

  @Override
  public Object read(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      return Found.instead("an object", node);
    }
    @Nullable Object[] arguments = new @Nullable Object[components];
    Invalid invalid = properties.read(object, arguments);
    return invalid == null ? construct(arguments) : invalid;
  }

  private Object construct(@Nullable Object[] arguments) {
    try {
      return Objects.requireNonNull(constructor.invoke(null, arguments), "record");
    } catch (MalformedArgumentsException | ToolException e) {
      // Messages of these two are written for the model; those of others may quote arguments.
      return Invalid.because("was refused: " + e.getMessage());
    } catch (Error e) {
      throw e;
    } catch (Throwable _) {
      return Invalid.because("was refused by the checks of " + type.getSimpleName());
    }
  }
}
