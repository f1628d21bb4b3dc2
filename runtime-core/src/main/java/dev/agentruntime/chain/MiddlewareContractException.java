package dev.agentruntime.chain;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/** A link broke the contract of {@link ToolMiddleware}; names the link. */
public final class MiddlewareContractException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The link at fault. */
  private final String link;

  MiddlewareContractException(String link, String fault) {
    super("link '" + link + "' " + fault);
    this.link = link;
  }

  /**
   * The link at fault.
   *
   * @return its name
   */
  public String link() {
    return link;
  }
}
