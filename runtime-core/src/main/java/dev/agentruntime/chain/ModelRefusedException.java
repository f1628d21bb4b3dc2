package dev.agentruntime.chain;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import java.util.Objects;

/**
 * Thrown by model middleware to end a run that may not ask the model any more, as when a budget is
 * spent: the run ends as stopped by a layer, with what it has so far, and not as failed.
 */
public final class ModelRefusedException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Which layer refused. */
  private final String layer;

  /** The limit, the value and the bound. */
  private final String detail;

  /**
   * Makes an exception.
   *
   * @param layer who refuses
   * @param detail names the limit, the value and the bound
   */
  public ModelRefusedException(String layer, String detail) {
    super(layer + ": " + detail);
    this.layer = Objects.requireNonNull(layer, "layer");
    this.detail = Objects.requireNonNull(detail, "detail");
  }

  /**
   * Who refuses.
   *
   * @return the layer's name
   */
  public String layer() {
    return layer;
  }

  /**
   * Why.
   *
   * @return the limit, the value and the bound
   */
  public String detail() {
    return detail;
  }
}
