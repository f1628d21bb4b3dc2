package dev.agentruntime.tool.method;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method or constructor with an array of arguments. Immutable but for a cache; safe for use
 * by many threads.
 *
 * <p>Adapting a handle to arguments of type {@code Object} makes the JVM spin code, a millisecond
 * or more when it is cold. So that is left to the first call: a host with fifty tools starts as
 * fast as one with the few it uses. For the same reason common numbers of arguments are passed one
 * by one rather than spread by a handle.
 */
final class Invoker {
  /** More arguments than this, receiver included, are spread by the handle. */
  private static final int MAX_SINGLE = 5;

  private final MethodHandle direct;
  private final boolean hasReceiver;

  /**
   * Null until the first call. Racing threads make equal handles, and handles may be published by a
   * race.
   */
  private @Nullable MethodHandle adapted;

  /**
   * Makes an invoker.
   *
   * @param direct the method or constructor itself
   * @param hasReceiver whether its first parameter is the object it is called on
   */
  Invoker(MethodHandle direct, boolean hasReceiver) {
    this.direct = direct.asFixedArity();
    this.hasReceiver = hasReceiver;
  }

  private MethodHandle adapt() {
    int count = direct.type().parameterCount();
    MethodHandle generic = direct.asType(MethodType.genericMethodType(count));
    MethodHandle handle =
        count <= MAX_SINGLE
            ? generic
            : generic.asSpreader(Object[].class, hasReceiver ? count - 1 : count);
    adapted = handle;
    return handle;
  }

  /**
   * Calls it.
   *
   * @param receiver the object to call it on; ignored if it takes none
   * @param a as many arguments as it has parameters, each of the parameter's type or its box
   * @return what it returned; null for void
   */
  @Nullable Object invoke(@Nullable Object receiver, @Nullable Object[] a) throws Throwable {
    MethodHandle known = adapted;
    MethodHandle handle = known == null ? adapt() : known;
    return hasReceiver ? on(handle, receiver, a) : plain(handle, a);
  }

  private static @Nullable Object on(
      MethodHandle handle, @Nullable Object receiver, @Nullable Object[] a) throws Throwable {
    return switch (a.length) {
      case 0 -> (Object) handle.invokeExact(receiver);
      case 1 -> (Object) handle.invokeExact(receiver, a[0]);
      case 2 -> (Object) handle.invokeExact(receiver, a[0], a[1]);
      case 3 -> (Object) handle.invokeExact(receiver, a[0], a[1], a[2]);
      case 4 -> (Object) handle.invokeExact(receiver, a[0], a[1], a[2], a[3]);
      default -> (Object) handle.invokeExact(receiver, a);
    };
  }

  private static @Nullable Object plain(MethodHandle handle, @Nullable Object[] a)
      throws Throwable {
    return switch (a.length) {
      case 0 -> (Object) handle.invokeExact();
      case 1 -> (Object) handle.invokeExact(a[0]);
      case 2 -> (Object) handle.invokeExact(a[0], a[1]);
      case 3 -> (Object) handle.invokeExact(a[0], a[1], a[2]);
      case 4 -> (Object) handle.invokeExact(a[0], a[1], a[2], a[3]);
      case 5 -> (Object) handle.invokeExact(a[0], a[1], a[2], a[3], a[4]);
      default -> (Object) handle.invokeExact(a);
    };
  }
}
