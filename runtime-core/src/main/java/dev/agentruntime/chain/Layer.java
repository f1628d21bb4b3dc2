package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolDescriptor;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.Optional;

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
   * Why {@link #bind} adds no link for a tool, for people who ask what becomes of it. Asked only of
   * a layer that added none.
   *
   * @param tool the tool
   * @return a short reason, such as "the tool is not repeatable"; empty if the layer does not say
   */
  default String whyNotApplicable(ToolDescriptor tool) {
    return "";
  }

  /**
   * What the layer takes a tool for, for people who ask what becomes of its calls: what it was told
   * of the tool, and what it had to guess.
   *
   * @param tool the tool
   * @return a few words; empty if there is nothing to say
   */
  default String takes(ToolDescriptor tool) {
    return "";
  }

  /**
   * What the model is shown of a tool; by default all of it. A layer that supplies arguments takes
   * them out here, so that the model can neither see nor set them: what the model sends is held
   * against what it was shown, and what leaves {@link Anchor#ENRICH} against the whole
   * specification.
   *
   * <p>Asked when the tool is compiled into an agent, layer by layer.
   *
   * @param tool the tool, with its whole specification
   * @param shown what is left of it so far
   * @return what is left after this layer; of the same name
   * @throws IllegalArgumentException if the layer was told something of the tool that cannot be
   */
  default ToolSpecification shownToModel(ToolDescriptor tool, ToolSpecification shown) {
    return shown;
  }

  /**
   * The part of this layer that is around model requests, for a layer of which half is of no use
   * alone. A runtime that is given this layer puts that part outside all model layers it is given.
   *
   * @return the part; empty for a layer that is around tools only
   */
  default Optional<ModelLayer> aroundModel() {
    return Optional.empty();
  }

  /**
   * What may be seen of a tool's report on how far it has come ({@link
   * dev.agentruntime.context.RunContext#report}), by listeners and the host's heartbeat. By default
   * all of it. Asked layer by layer, on the thread that reports; if it throws, nothing is shown.
   *
   * @param message what the tool said, as far as the layers before let it through
   * @return what is left of it
   */
  default String reported(String message) {
    return message;
  }

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
