package dev.agentruntime.chain;

import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link ModelLayer} is bound to. Made by the runtime. Safe for use by many threads. */
public final class ModelBinding {
  /** Keeps the state of model layers apart from that of tool layers of the same name. */
  private static final String PREFIX = "model:";

  private final String layer;
  private final String model;
  private final RuntimeServices services;

  /**
   * For the runtime.
   *
   * @param layer the name of the layer being bound
   * @param model the name of the model it is bound around
   * @param services what the runtime offers
   */
  public ModelBinding(String layer, String model, RuntimeServices services) {
    this.layer = Objects.requireNonNull(layer, "layer");
    this.model = Objects.requireNonNull(model, "model");
    this.services = Objects.requireNonNull(services, "services");
  }

  /**
   * What a model is called.
   *
   * @param model the model
   * @return the name it is configured with, else that of its class
   */
  public static String nameOf(ChatModel model) {
    return nameOf(model.defaultRequestParameters(), model);
  }

  /**
   * What a streaming model is called.
   *
   * @param model the model
   * @return the name it is configured with, else that of its class
   */
  public static String nameOf(StreamingChatModel model) {
    return nameOf(model.defaultRequestParameters(), model);
  }

  private static String nameOf(@Nullable ChatRequestParameters defaults, Object model) {
    String name = defaults == null ? null : defaults.modelName();
    return name == null || name.isBlank() ? model.getClass().getSimpleName() : name;
  }

  /**
   * The binding of a layer that is part of this one.
   *
   * @param part the name of the part
   * @return a binding whose state is its own
   */
  public ModelBinding within(String part) {
    return new ModelBinding(layer + "/" + Objects.requireNonNull(part, "part"), model, services);
  }

  /**
   * This binding around another model, as for one that stands in.
   *
   * @param name the other model's name
   * @return a binding that differs in its model alone
   */
  public ModelBinding around(String name) {
    return new ModelBinding(layer, name, services);
  }

  /**
   * The model the link will be around: the name it is configured with, or that of its class if it
   * has none.
   *
   * @return a name; equal names are taken for the same model
   */
  public String model() {
    return model;
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
   * State of this layer within a scope, the same around all models.
   *
   * @param scope how far the state reaches; not a call, which is a tool's
   * @param name tells it from other state of this layer
   * @param initial makes it when first asked for
   * @param <T> what is kept; must be safe for use by many threads
   * @return the slot
   * @throws IllegalArgumentException if the scope is a call
   */
  public <T> Slot<T> slot(StateScope scope, String name, Supplier<? extends T> initial) {
    return slot(scope, "", name, initial);
  }

  /**
   * State of this layer around this model alone, within a scope.
   *
   * @param scope how far the state reaches; not a call, which is a tool's
   * @param name tells it from other state of this layer
   * @param initial makes it when first asked for
   * @param <T> what is kept; must be safe for use by many threads
   * @return the slot
   * @throws IllegalArgumentException if the scope is a call
   */
  public <T> Slot<T> perModel(StateScope scope, String name, Supplier<? extends T> initial) {
    return slot(scope, model, name, initial);
  }

  private <T> Slot<T> slot(
      StateScope scope, String of, String name, Supplier<? extends T> initial) {
    if (scope == StateScope.CALL) {
      throw new IllegalArgumentException(
          "state '" + name + "' of model layer '" + layer + "' cannot be of scope " + scope);
    }
    return services.slots().slot(scope, PREFIX + layer, of, name, initial);
  }
}
