package dev.agentruntime.run;

import java.util.Objects;
import java.util.Optional;

/**
 * How a run ended whose answer was asked for as a value. There is a value if, and only if, the run
 * completed: an answer that does not fit stops the run with {@link StopReason#INVALID_ANSWER}.
 * Immutable, if the value is.
 *
 * @param result how the run ended; the text of a completed run is the answer as JSON, as the model
 *     wrote it unless that had to be mended
 * @param value the answer, or empty if the run did not complete
 * @param <T> the type of the answer
 */
public record TypedResult<T>(RunResult result, Optional<T> value) {
  /** Checks the components. */
  public TypedResult {
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(value, "value");
    if (value.isPresent() != result instanceof RunResult.Completed) {
      throw new IllegalArgumentException(
          "a value must be there exactly if the run completed, was " + result);
    }
  }

  /**
   * The answer of a completed run.
   *
   * @return the value
   * @throws RunNotCompletedException if the run ended any other way; holds the result
   */
  public T orThrow() {
    return value.orElseThrow(() -> new RunNotCompletedException(result));
  }

  /** How the run ended, without the answer. */
  @Override
  public String toString() {
    return "TypedResult(" + result + ")";
  }
}
