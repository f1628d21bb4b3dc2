package dev.agentruntime.chain;

import java.util.List;

/**
 * A policy that may need several positions in the chain, and state: an audit that records at four
 * places, a budget that looks before the human and reserves after. It contributes {@link Link}s
 * that share what the layer holds.
 *
 * <p>{@link #bind} runs when a tool is compiled into an agent, not per call. Implementations must
 * be safe for use by many threads.
 */
public interface Layer {

  /**
   * The layer's name in messages, events and outcomes; unique within a runtime.
   *
   * @return a short lower-case name
   */
  String name();

  /**
   * The links this layer adds to the chain of one tool.
   *
   * @param binding the tool, and what the layer may use of the runtime
   * @return the links, or an empty list if the layer does not apply to the tool and shall cost it
   *     nothing
   */
  List<Link> bind(LayerBinding binding);

  /**
   * A layer of one link that applies to every tool.
   *
   * @param anchor where it belongs
   * @param name the name of layer and link
   * @param middleware what it does
   * @param traits what it declares
   * @return a new layer
   */
  static Layer of(Anchor anchor, String name, ToolMiddleware middleware, LinkTrait... traits) {
    Link link = Link.of(anchor, name, middleware, traits);
    return new Layer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Link> bind(LayerBinding binding) {
        return List.of(link);
      }

      @Override
      public String toString() {
        return "Layer(" + name + ")";
      }
    };
  }
}
