package dev.agentruntime.chain;

import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.function.Supplier;

/**
 * What a layer is bound to: one tool, and what it may use of the runtime. Made by the runtime. Safe
 * for use by many threads.
 */
public final class LayerBinding {
  private final ToolDescriptor tool;
  private final String layer;
  private final RuntimeServices services;

  /**
   * For the runtime.
   *
   * @param tool the tool
   * @param layer the name of the layer being bound
   * @param services what the runtime offers
   */
  public LayerBinding(ToolDescriptor tool, String layer, RuntimeServices services) {
    this.tool = tool;
    this.layer = layer;
    this.services = services;
  }

  /**
   * The tool.
   *
   * @return its name, specification and traits
   */
  public ToolDescriptor tool() {
    return tool;
  }

  /**
   * The runtime's clock and threads.
   *
   * @return the time source
   */
  public TimeSource time() {
    return services.time();
  }

  /**
   * What else the runtime offers.
   *
   * @return the services
   */
  public RuntimeServices services() {
    return services;
  }

  /**
   * State that all tools of this layer share within a scope.
   *
   * @param scope how far the state reaches
   * @param name tells it from other state of this layer
   * @param initial makes it when first asked for
   * @param <T> what is kept
   * @return the slot
   */
  public <T> Slot<T> shared(StateScope scope, String name, Supplier<? extends T> initial) {
    return services.slots().slot(scope, layer, "", name, initial);
  }

  /**
   * State of this layer for this tool alone, within a scope.
   *
   * @param scope how far the state reaches
   * @param name tells it from other state of this layer
   * @param initial makes it when first asked for
   * @param <T> what is kept
   * @return the slot
   */
  public <T> Slot<T> perTool(StateScope scope, String name, Supplier<? extends T> initial) {
    return services.slots().slot(scope, layer, tool.name(), name, initial);
  }
}
