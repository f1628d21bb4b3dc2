package dev.agentruntime.effect;

import java.util.Objects;
import java.util.Optional;

/**
 * Which effect: a tool call of a tenant. Equal keys of two tenants are two effects. Immutable.
 *
 * @param tenant the tenant; empty for a host that has none
 * @param call the call's key, as in {@link dev.agentruntime.tool.ToolInvocation#idempotencyKey()},
 *     not blank
 */
public record EffectKey(Optional<String> tenant, String call) {
  /** Checks the components. */
  public EffectKey {
    Objects.requireNonNull(tenant, "tenant");
    if (Objects.requireNonNull(call, "call").isBlank()) {
      throw new IllegalArgumentException("an effect's call must not be blank, was '" + call + "'");
    }
  }

  /** For people: {@code 'run-1-2-0'} or {@code 'run-1-2-0' of tenant 'acme'}. */
  @Override
  public String toString() {
    return "'" + call + "'" + tenant.map(name -> " of tenant '" + name + "'").orElse("");
  }
}
