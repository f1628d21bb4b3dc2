package dev.agentruntime.scope;

import dev.agentruntime.scope.ScopeKind.AnyScope;
import dev.agentruntime.scope.ScopeKind.AnySubtask;
import dev.agentruntime.scope.ScopeKind.Rule;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's structured task scope. It is a preview API, so nothing may name it in code; through
 * method handles it works without a flag.
 */
final class JdkScope implements AnyScope {
  private static final String NAME = "java.util.concurrent.StructuredTaskScope";
  private static final Class<?> SCOPE = type("");
  private static final Class<?> JOINER = type("$Joiner");
  private static final Class<?> SUBTASK = type("$Subtask");
  private static final MethodHandle OPEN = handle(SCOPE, "open", JOINER, Function.class);
  private static final MethodHandle FORK = handle(SCOPE, "fork", Callable.class);
  private static final MethodHandle JOIN = handle(SCOPE, "join");
  private static final MethodHandle IS_CANCELLED = handle(SCOPE, "isCancelled");
  private static final MethodHandle CLOSE = handle(SCOPE, "close");
  private static final MethodHandle WITH_TIMEOUT =
      handle(type("$Configuration"), "withTimeout", Duration.class);
  private static final MethodHandle STATE = handle(SUBTASK, "state");
  private static final MethodHandle GET = handle(SUBTASK, "get");
  private static final MethodHandle EXCEPTION = handle(SUBTASK, "exception");
  private static final MethodHandle ALL = handle(JOINER, "allSuccessfulOrThrow");
  private static final MethodHandle FIRST = handle(JOINER, "anySuccessfulResultOrThrow");
  private static final MethodHandle UNTIL = handle(JOINER, "allUntil", Predicate.class);

  private final Rule rule;
  private final Object scope;

  private JdkScope(Rule rule, Object scope) {
    this.rule = rule;
    this.scope = scope;
  }

  static JdkScope open(Rule rule, @Nullable Duration timeout) {
    Object joiner =
        switch (rule) {
          case ALL -> call(ALL);
          case FIRST -> call(FIRST);
          case COLLECT -> call(UNTIL, (Predicate<Object>) subtask -> false);
          case QUORUM_OF_TWO -> quorum(2);
        };
    Function<Object, Object> configure =
        config -> timeout == null ? config : call(WITH_TIMEOUT, config, timeout);
    return new JdkScope(rule, call(OPEN, joiner, configure));
  }

  /** Fails as ours does: as soon as it is out of reach, which only the join can tell. */
  private static Object quorum(int needed) {
    List<Object> forked = new ArrayList<>();
    AtomicInteger successes = new AtomicInteger();
    return Proxy.newProxyInstance(
        JdkScope.class.getClassLoader(),
        new Class<?>[] {JOINER},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "onFork" -> {
                forked.add(arguments[0]);
                yield false;
              }
              case "onComplete" ->
                  stateOf(arguments[0]).equals("SUCCESS") && successes.incrementAndGet() == needed;
              case "result" -> {
                List<Object> succeeded =
                    forked.stream()
                        .filter(s -> stateOf(s).equals("SUCCESS"))
                        .limit(needed)
                        .toList();
                if (succeeded.size() < needed) {
                  throw (Throwable)
                      call(
                          EXCEPTION,
                          forked.stream()
                              .filter(s -> stateOf(s).equals("FAILED"))
                              .findFirst()
                              .get());
                }
                yield succeeded.stream();
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  @Override
  public AnySubtask fork(Callable<?> task) {
    return new JdkSubtask(call(FORK, scope, task));
  }

  @Override
  public @Nullable Object join() throws InterruptedException {
    Object result = interruptibly(JOIN, scope);
    return switch (rule) {
      case FIRST -> result;
      case ALL, QUORUM_OF_TWO ->
          ((Stream<?>) result).map(s -> String.valueOf(call(GET, s))).toList();
      case COLLECT -> ((Stream<?>) result).map(JdkScope::plain).toList();
    };
  }

  private static String plain(Object subtask) {
    return switch (stateOf(subtask)) {
      case "SUCCESS" -> "SUCCESS " + call(GET, subtask);
      case "FAILED" -> "FAILED " + ((Throwable) call(EXCEPTION, subtask)).getMessage();
      default -> "UNAVAILABLE";
    };
  }

  @Override
  public boolean isCancelled() {
    return (boolean) call(IS_CANCELLED, scope);
  }

  @Override
  public void awaitExpiry() {
    Play.until(this::isCancelled);
  }

  @Override
  public void close() {
    call(CLOSE, scope);
  }

  private static String stateOf(Object subtask) {
    return call(STATE, subtask).toString();
  }

  private record JdkSubtask(Object subtask) implements AnySubtask {
    @Override
    public String state() {
      return stateOf(subtask);
    }

    @Override
    public @Nullable Object get() {
      return call(GET, subtask);
    }

    @Override
    public Throwable exception() {
      return (Throwable) call(EXCEPTION, subtask);
    }
  }

  private static Class<?> type(String suffix) {
    try {
      return Class.forName(NAME + suffix);
    } catch (ClassNotFoundException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static MethodHandle handle(Class<?> in, String name, Class<?>... parameters) {
    try {
      return MethodHandles.publicLookup().unreflect(in.getMethod(name, parameters));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("NullAway") // only get() and join() give null, and their callers expect it
  private static Object call(MethodHandle handle, Object... arguments) {
    try {
      return interruptibly(handle, arguments);
    } catch (InterruptedException e) {
      throw new AssertionError("only join may be interrupted", e);
    }
  }

  @SuppressWarnings("NullAway") // only get() and join() give null, and their callers expect it
  private static Object interruptibly(MethodHandle handle, Object... arguments)
      throws InterruptedException {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (InterruptedException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(handle + " threw a checked exception", e);
    }
  }
}
