package dev.agentruntime.chain;

import java.util.Objects;

/**
 * An exception that came out of a link: the id under which logs, audit and the model's answer speak
 * of it, and the link it came from. Immutable.
 *
 * @param id a short printable id; the same for everybody who asks about the same exception of the
 *     same call
 * @param link the innermost link the exception came out of, the one a {@link
 *     MiddlewareContractException} names, "tool", or "unknown" for an exception that never left a
 *     link
 */
public record Incident(String id, String link) {
  /** Checks the components. */
  public Incident {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(link, "link");
  }
}
