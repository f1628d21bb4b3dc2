package dev.agentruntime.context;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds a {@link RunContext} to the current thread for the length of one call. Used by the loop and
 * by scopes at each thread start; hosts need it only when they move a tool's work to a thread of
 * their own. Stateless.
 */
public final class CurrentRun {
  private static final ScopedValue<RunContext> CURRENT = ScopedValue.newInstance();

  private CurrentRun() {}

  static Optional<RunContext> get() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /**
   * The bound context, without an {@code Optional} around it.
   *
   * @return the context of the run the current thread works for, or null
   */
  public static @Nullable RunContext orNull() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /**
   * Runs an operation with a context bound.
   *
   * @param context what {@link RunContext#current()} shall answer inside
   * @param operation what to run
   * @param <R> its result
   * @param <X> what it may throw
   * @return what the operation returned
   * @throws X what the operation threw
   */
  public static <R, X extends Throwable> R call(
      RunContext context, ScopedValue.CallableOp<? extends R, X> operation) throws X {
    return ScopedValue.where(CURRENT, context).call(operation);
  }
}
