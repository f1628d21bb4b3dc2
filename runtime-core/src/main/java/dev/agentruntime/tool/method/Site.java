package dev.agentruntime.tool.method;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where in a signature or type the compiler is, for messages. Cheap to make: the words are put
 * together only when something is refused. Immutable.
 *
 * @param outer the site around this one, or null
 * @param method the method, or null for a type that stands alone
 * @param kind what this site is within the outer one
 * @param index the position of a parameter
 * @param name the name of a parameter or component, if known
 */
record Site(
    @Nullable Site outer, @Nullable Method method, Kind kind, int index, @Nullable String name) {

  static Site of(Method method) {
    return new Site(null, method, Kind.METHOD, 0, null);
  }

  static Site of(Class<?> type) {
    return new Site(null, null, Kind.TYPE, 0, type.getName());
  }

  Site parameter(int index, @Nullable String name) {
    return new Site(this, method, Kind.PARAMETER, index, name);
  }

  Site component(String name) {
    return new Site(this, method, Kind.COMPONENT, 0, name);
  }

  Site element() {
    return new Site(this, method, Kind.ELEMENT, 0, null);
  }

  Site variant(String name) {
    return new Site(this, method, Kind.VARIANT, 0, name);
  }

  /** An exception that names class, method and parameter, says what is wrong and what to do. */
  IllegalArgumentException refuse(String problem, String advice) {
    return new IllegalArgumentException(this + " " + problem + "; " + advice);
  }

  /** The same with what led to it. */
  IllegalArgumentException refuse(String problem, String advice, Throwable cause) {
    return new IllegalArgumentException(this + " " + problem + "; " + advice, cause);
  }

  /** A method as a developer looks for it. */
  static String describe(Method method) {
    return method.getDeclaringClass().getName()
        + "."
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  @Override
  public String toString() {
    String own =
        switch (kind) {
          case METHOD -> method == null ? "tool method" : "tool method " + describe(method);
          case TYPE -> "answer type " + name;
          case PARAMETER -> ", parameter " + (index + 1) + (name == null ? "" : " '" + name + "'");
          case COMPONENT -> ", component '" + name + "'";
          case ELEMENT -> ", element";
          case VARIANT -> ", record " + name;
        };
    return outer == null ? own : outer + own;
  }

  /** What a site can be. */
  enum Kind {
    METHOD,
    TYPE,
    PARAMETER,
    COMPONENT,
    ELEMENT,
    VARIANT
  }
}
