package dev.agentruntime.jmh;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The JDK's structured task scope with its all-successful joiner, called through constant method
 * handles: it is a preview API, and code that names it directly would not load without a flag. A
 * JIT sees through the handles. Confined to its owner thread.
 */
final class JdkScope implements AutoCloseable {
  private static final MethodHandle ALL_SUCCESSFUL;
  private static final MethodHandle OPEN;
  private static final MethodHandle FORK;
  private static final MethodHandle JOIN;
  private static final MethodHandle CLOSE;
  private static final MethodHandle GET;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> scope = Class.forName("java.util.concurrent.StructuredTaskScope");
      Class<?> joiner = Class.forName("java.util.concurrent.StructuredTaskScope$Joiner");
      Class<?> subtask = Class.forName("java.util.concurrent.StructuredTaskScope$Subtask");
      ALL_SUCCESSFUL =
          lookup
              .findStatic(joiner, "allSuccessfulOrThrow", MethodType.methodType(joiner))
              .asType(MethodType.methodType(Object.class));
      OPEN =
          lookup
              .findStatic(scope, "open", MethodType.methodType(scope, joiner))
              .asType(MethodType.methodType(Object.class, Object.class));
      FORK =
          lookup
              .findVirtual(scope, "fork", MethodType.methodType(subtask, Callable.class))
              .asType(MethodType.methodType(Object.class, Object.class, Callable.class));
      JOIN =
          lookup
              .findVirtual(scope, "join", MethodType.methodType(Object.class))
              .asType(MethodType.methodType(Object.class, Object.class));
      CLOSE =
          lookup
              .findVirtual(scope, "close", MethodType.methodType(void.class))
              .asType(MethodType.methodType(void.class, Object.class));
      GET =
          lookup
              .findVirtual(subtask, "get", MethodType.methodType(Object.class))
              .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object scope;

  JdkScope() throws Throwable {
    Object joiner = ALL_SUCCESSFUL.invokeExact();
    scope = OPEN.invokeExact(joiner);
  }

  Object fork(Callable<?> task) throws Throwable {
    return FORK.invokeExact(scope, task);
  }

  Stream<?> join() throws Throwable {
    return (Stream<?>) (Object) JOIN.invokeExact(scope);
  }

  static Object get(Object subtask) throws Throwable {
    return GET.invokeExact(subtask);
  }

  @Override
  public void close() {
    try {
      CLOSE.invokeExact(scope);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("closing the JDK's scope threw a checked exception", e);
    }
  }
}
