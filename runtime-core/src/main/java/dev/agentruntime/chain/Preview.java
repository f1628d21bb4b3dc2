package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;

/**
 * Says what a link would do with a call, without doing it: reserves, counts, asks, records and
 * waits for nothing. What it keeps in scope {@link StateScope#CALL} and what it {@linkplain
 * ToolCall#decided decides} belongs to the dry run alone.
 *
 * <p>A link that only looks needs none, since its {@link Admission} does as much.
 */
@FunctionalInterface
public interface Preview {

  /**
   * Looks at a call.
   *
   * @param call the call, which is not going to be run
   * @return what would become of it here
   * @throws InterruptedException if the thread was interrupted
   */
  Forecast of(ToolCall call) throws InterruptedException;

  /**
   * For a link that changes nothing outside the call: whoever rewrites arguments, or refuses them.
   * It is run, as far as the link behind it.
   *
   * @param harmless what the link does
   * @return its preview
   */
  static Preview running(ToolMiddleware harmless) {
    return call -> {
      Reached reached = new Reached();
      ToolOutcome outcome = harmless.around(call, reached);
      return reached.forecast(call, outcome);
    };
  }
}
