package dev.agentruntime.contributor;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed: a source of context it requires failed or was late. The model was not asked.
 */
public final class ContextUnavailableException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The name of the source. */
  private final String source;

  /**
   * Makes an exception.
   *
   * @param source the source's name
   * @param what what became of it
   * @param cause what it threw, or null if it was late
   */
  public ContextUnavailableException(String source, String what, @Nullable Throwable cause) {
    super("context source '" + source + "' is required, and " + what, cause);
    this.source = source;
  }

  /**
   * The source.
   *
   * @return its name
   */
  public String source() {
    return source;
  }
}
