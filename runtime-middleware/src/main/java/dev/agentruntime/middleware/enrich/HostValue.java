package dev.agentruntime.middleware.enrich;

import dev.agentruntime.tool.ToolInvocation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says what the application supplies for one argument of a call.
 *
 * <p>Must be pure: have no effect, not block, and say the same for the same call, after a restart
 * too. A call that waited for approval is enriched again when it goes on, and an approval holds for
 * the very arguments that were approved. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface HostValue {

  /**
   * The value for a call.
   *
   * @param call the call, with the arguments the model sent
   * @return a {@link String}, {@link Boolean}, {@link Number} of the JDK's own types or {@link
   *     com.fasterxml.jackson.databind.JsonNode}, or null if there is none
   */
  @Nullable Object of(ToolInvocation call);

  /**
   * The tenant the run is for.
   *
   * @return a value that is absent in a run without a tenant
   */
  static HostValue tenant() {
    return call -> call.context().tenant().orElse(null);
  }

  /**
   * The principal on whose behalf the agent acts.
   *
   * @return a value that is absent in a run without a principal
   */
  static HostValue principal() {
    return call -> call.context().principal().orElse(null);
  }

  /**
   * The session the run belongs to.
   *
   * @return a value that is absent in a run without a session
   */
  static HostValue session() {
    return call -> call.context().sessionId().orElse(null);
  }

  /**
   * The trace the run is part of, as a W3C {@code traceparent} value.
   *
   * @return a value that is absent in a run without a trace
   */
  static HostValue traceParent() {
    return call -> call.context().traceParent().orElse(null);
  }

  /**
   * What the host attached to the run.
   *
   * @param name the attribute's name
   * @return a value that is absent in a run without that attribute
   */
  static HostValue attribute(String name) {
    Objects.requireNonNull(name, "name");
    return call -> call.context().attributes().get(name);
  }
}
