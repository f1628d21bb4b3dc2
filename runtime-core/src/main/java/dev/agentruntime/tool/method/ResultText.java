package dev.agentruntime.tool.method;

import dev.agentruntime.tool.ToolOutcome;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a method returned into an outcome: text as it is, single values as text, everything
 * else as JSON. Stateless.
 */
final class ResultText {
  private ResultText() {}

  static ToolOutcome outcome(@Nullable Object result, CompiledMethod method) {
    if (result instanceof ToolOutcome outcome) {
      return outcome;
    }
    if (result == null && ToolOutcome.class.isAssignableFrom(method.method().getReturnType())) {
      throw new IllegalStateException(method + " returned null instead of a ToolOutcome");
    }
    return new ToolOutcome.Success(text(result, method));
  }

  /** Nothing, whether void, null or an empty optional, is an empty text. */
  private static String text(@Nullable Object result, CompiledMethod method) {
    if (result instanceof String string) {
      return string;
    }
    if (result == null) {
      return "";
    }
    if (result instanceof Enum<?> constant) {
      return constant.name();
    }
    if (isPlain(result)) {
      return result.toString();
    }
    return other(result, method);
  }

  private static boolean isPlain(Object result) {
    return result instanceof CharSequence
        || result instanceof Number
        || result instanceof Boolean
        || result instanceof Character
        || result instanceof Temporal
        || result instanceof TemporalAmount
        || result instanceof UUID
        || result instanceof java.net.URI;
  }

  private static String other(Object result, CompiledMethod method) {
    if (result instanceof Optional<?> optional) {
      return text(optional.orElse(null), method);
    }
    if (result instanceof OptionalInt optional) {
      return optional.isPresent() ? Integer.toString(optional.getAsInt()) : "";
    }
    if (result instanceof OptionalLong optional) {
      return optional.isPresent() ? Long.toString(optional.getAsLong()) : "";
    }
    if (result instanceof OptionalDouble optional) {
      return optional.isPresent() ? Double.toString(optional.getAsDouble()) : "";
    }
    return ResultJson.write(result, method);
  }
}
