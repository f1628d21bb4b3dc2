package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.event.RunEvent;
import java.util.function.Supplier;

/** Tells of what model layers decide. Stateless. */
final class ModelEvents {
  private ModelEvents() {}

  /** The detail is made only if somebody listens. */
  static void tell(ModelCall call, String layer, String code, Supplier<String> detail) {
    call.run()
        .emit(
            origin ->
                new RunEvent.ModelLayerDecided(origin, call.turn(), layer, code, detail.get()));
  }
}
