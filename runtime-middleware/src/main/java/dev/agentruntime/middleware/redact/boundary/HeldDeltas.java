package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.stream.ModelDelta;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds pieces of a streamed answer back until it is certain that no value and no placeholder is
 * cut in two at their end. For one call, on the thread that reads its stream.
 */
final class HeldDeltas implements Consumer<ModelDelta> {
  private final ModelCall call;
  private final RunVault vault;
  private final Set<EntityType> types;

  /** What is held; null for an answer that is not streamed. */
  private @Nullable Held held;

  HeldDeltas(ModelCall call, RunVault vault, Set<EntityType> types) {
    this.call = call;
    this.vault = vault;
    this.types = types;
  }

  @Override
  public void accept(ModelDelta delta) {
    Held known = held;
    if (known == null) {
      known = new Held(call, vault.redacting(), new Shown(vault, types));
      held = known;
    }
    known.add(delta);
  }

  /** Nothing more comes. */
  void end() {
    if (held != null) {
      held.end();
    }
  }
}
