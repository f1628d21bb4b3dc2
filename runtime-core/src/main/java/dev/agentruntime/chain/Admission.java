package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a call would be refused, without taking or changing anything: the first of the two
 * phases of admission.
 *
 * <p>Runs once on the way in and again, through {@link ToolCall#recheck()}, after a wait for a
 * human. The second phase, which takes a permit or spends a budget, is an ordinary link further in.
 * Must be quick, must not block, and must give the same answer while nothing has changed.
 * Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface Admission {

  /**
   * Looks at a call.
   *
   * @param call the call
   * @return why it is refused, or null to let it pass
   */
  @Nullable ToolOutcome peek(ToolCall call);
}
