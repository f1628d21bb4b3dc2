package dev.agentruntime.middleware.leak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A record with a word of its own in each component that holds text.
 *
 * @param type its class
 * @param value the record
 */
record Sample(Class<?> type, Object value) {
  private static final String MARK = "said-in-";

  /** What holds no text. */
  private static final Map<Class<?>, Object> OTHERS =
      Map.of(
          boolean.class,
          false,
          int.class,
          1,
          long.class,
          1L,
          double.class,
          0.5,
          Duration.class,
          Duration.ofSeconds(1),
          Instant.class,
          Instant.EPOCH);

  /** A sample, or null if nobody can make one without knowing more of the record. */
  static @Nullable Sample of(Class<?> type) {
    Object value = make(type);
    return value == null ? null : new Sample(type, value);
  }

  /** Components whose words are in {@code toString}, as {@code Type.component}. */
  Set<String> printed() {
    Set<String> printed = new TreeSet<>();
    String text = value.toString();
    String owner = type.getName().replaceAll(".*[.]", "").replace('$', '.');
    for (RecordComponent component : type.getRecordComponents()) {
      if (text.contains(word(component))) {
        printed.add(owner + "." + component.getName());
      }
    }
    return printed;
  }

  private static String word(RecordComponent component) {
    return MARK + component.getName().toLowerCase(Locale.ROOT) + "-end";
  }

  private static @Nullable Object make(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), word(components[i]));
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      return null; // it checks more than a sample can know
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  private static @Nullable Object value(Type generic, String word) {
    if (generic instanceof ParameterizedType parameterized) {
      Object element =
          value(
              parameterized
                  .getActualTypeArguments()[parameterized.getActualTypeArguments().length - 1],
              word);
      Class<?> raw = (Class<?>) parameterized.getRawType();
      if (raw == Optional.class) {
        return Optional.ofNullable(element);
      }
      if (raw.isAssignableFrom(List.class)) {
        return element == null ? List.of() : List.of(element);
      }
      if (raw == Set.class) {
        return element == null ? Set.of() : Set.of(element);
      }
      if (raw == Map.class) {
        return element == null ? Map.of() : Map.of("key", element);
      }
      return null;
    }
    return generic instanceof Class<?> type ? plain(type, word) : null;
  }

  private static @Nullable Object plain(Class<?> type, String word) {
    if (type == String.class || type == Object.class) {
      return word;
    }
    if (OTHERS.containsKey(type)) {
      return OTHERS.get(type);
    }
    if (type.isAssignableFrom(IllegalStateException.class)
        && Throwable.class.isAssignableFrom(type)) {
      return new IllegalStateException(word);
    }
    if (JsonNode.class.isAssignableFrom(type)) {
      return JsonNodeFactory.instance.objectNode().put("k", word);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isRecord()) {
      return make(type);
    }
    if (type.isInterface() && !type.isSealed()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (proxy, method, arguments) ->
              method.getName().equals("toString")
                  ? type.getSimpleName()
                  : value(method.getGenericReturnType(), word));
    }
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        Object made = plain(permitted, word);
        if (made != null) {
          return made;
        }
      }
    }
    return null;
  }
}
