package dev.agentruntime.chain;

import java.util.Objects;

/**
 * A policy around model requests that keeps state or uses what the runtime offers. Bound once per
 * model, when the runtime, or an agent with a model of its own, is built; the link it then gives is
 * around every request to that model. A policy that needs neither is simply a {@link
 * ModelMiddleware}.
 *
 * <p>Immutable and shared, maybe by several runtimes: state belongs into a {@link Slot} of the
 * binding, or is the host's own object and says so.
 */
public interface ModelLayer {

  /**
   * A layer of one link that needs nothing of the runtime.
   *
   * @param name the layer's name
   * @param link the link
   * @return a new layer
   */
  static ModelLayer of(String name, ModelMiddleware link) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(link, "link");
    return new ModelLayer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public ModelMiddleware bind(ModelBinding binding) {
        return link;
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  /**
   * The layer's name: in events, stop reasons and messages, and what its state is kept under.
   *
   * @return a short stable name
   */
  String name();

  /**
   * Makes the link around one model. If it throws, the runtime or agent is not built.
   *
   * @param binding what the runtime offers
   * @return the link; safe for use by many threads
   */
  ModelMiddleware bind(ModelBinding binding);
}
