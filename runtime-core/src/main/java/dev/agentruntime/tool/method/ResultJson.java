package dev.agentruntime.tool.method;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.agentruntime.error.AgentRuntimeException;
import java.io.IOException;
import java.io.Serial;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Writes results as JSON: dates as ISO-8601, empty optionals as null. Loaded only when a tool
 * returns something that is no single value, since it needs the JSON library. Stateless.
 */
final class ResultJson {
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Temporal.class, ToStringSerializer.instance)
                  .addSerializer(TemporalAmount.class, ToStringSerializer.instance)
                  .addSerializer(Optional.class, new OptionalSerializer<>(Optional.class))
                  .addSerializer(OptionalInt.class, new OptionalSerializer<>(OptionalInt.class))
                  .addSerializer(OptionalLong.class, new OptionalSerializer<>(OptionalLong.class))
                  .addSerializer(
                      OptionalDouble.class, new OptionalSerializer<>(OptionalDouble.class)))
          .build()
          .writer();

  private ResultJson() {}

  static String write(Object result, CompiledMethod method) {
    try {
      return WRITER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new AgentRuntimeException(
          method + " returned a " + result.getClass().getName() + " that cannot be written as JSON",
          e);
    }
  }

  private static final class OptionalSerializer<T> extends StdSerializer<T> {
    @Serial private static final long serialVersionUID = 1L;

    OptionalSerializer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      switch (value) {
        case Optional<?> optional when optional.isPresent() ->
            serializers.defaultSerializeValue(optional.get(), json);
        case OptionalInt number when number.isPresent() -> json.writeNumber(number.getAsInt());
        case OptionalLong number when number.isPresent() -> json.writeNumber(number.getAsLong());
        case OptionalDouble number when number.isPresent() ->
            json.writeNumber(number.getAsDouble());
        default -> json.writeNull();
      }
    }
  }
}
