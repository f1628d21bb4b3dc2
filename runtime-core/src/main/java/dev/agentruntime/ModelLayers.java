package dev.agentruntime;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.ModelLayer;
import java.util.ArrayList;
import java.util.List;

/** Puts the layers around models in order. Stateless. */
final class ModelLayers {
  private ModelLayers() {}

  /**
   * All layers around models, outermost first.
   *
   * @param layers around tools; their parts around models come first
   * @param given around models, as the host gave them
   */
  static List<ModelLayer> all(List<Layer> layers, List<ModelLayer> given) {
    List<ModelLayer> all = new ArrayList<>();
    for (Layer layer : layers) {
      layer.aroundModel().ifPresent(all::add);
    }
    for (ModelLayer part : all) {
      for (ModelLayer other : given) {
        if (other.name().equals(part.name())) {
          throw new IllegalArgumentException(
              "two model layers are named '"
                  + part.name()
                  + "': "
                  + part
                  + ", which comes with a layer around tools, and "
                  + other);
        }
      }
    }
    all.addAll(given);
    return List.copyOf(all);
  }
}
