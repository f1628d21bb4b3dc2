package dev.agentruntime.testkit.leak;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes an object apart into all texts in it: what its {@code toString} shows and what it does not.
 * Confined to one thread.
 */
final class Everything {
  private final Consumer<String> out;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Everything(Consumer<String> out) {
    this.out = out;
  }

  /** Hands every text in an object to a consumer. */
  static void in(@Nullable Object object, Consumer<String> out) {
    new Everything(out).walk(object);
  }

  private void walk(@Nullable Object object) {
    if (object == null) {
      return;
    }
    if (object instanceof CharSequence text) {
      out.accept(text.toString());
      return;
    }
    if (!seen.add(object)) {
      return;
    }
    switch (object) {
      case byte[] bytes -> out.accept(new String(bytes, StandardCharsets.UTF_8));
      case Object[] array -> Arrays.asList(array).forEach(this::walk);
      case Iterable<?> all when !(object instanceof Path) -> all.forEach(this::walk);
      case Map<?, ?> map -> {
        walk(map.keySet());
        walk(map.values());
      }
      case Optional<?> optional -> optional.ifPresent(this::walk);
      case Throwable thrown -> walkThrown(thrown);
      case ChatRequest request -> {
        walk(request.messages());
        out.accept(String.valueOf(request.parameters()));
      }
      case ChatMessage message -> {
        out.accept(message.toString());
        out.accept(ChatMessageSerializer.messageToJson(message));
      }
      case Record carrier -> {
        out.accept(carrier.toString());
        walkComponents(carrier);
      }
      default -> out.accept(object.toString());
    }
  }

  private void walkThrown(Throwable thrown) {
    out.accept(thrown.toString());
    walk(thrown.getMessage());
    walk(thrown.getLocalizedMessage());
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    out.accept(trace.toString());
    walk(thrown.getCause());
    walk(thrown.getSuppressed());
  }

  private void walkComponents(Record carrier) {
    for (RecordComponent component : carrier.getClass().getRecordComponents()) {
      try {
        Field field = carrier.getClass().getDeclaredField(component.getName());
        field.setAccessible(true);
        walk(field.get(carrier));
      } catch (ReflectiveOperationException | RuntimeException e) {
        throw new AssertionError(
            "component '"
                + component.getName()
                + "' of "
                + carrier.getClass().getName()
                + " must be readable to be searched",
            e);
      }
    }
  }
}
