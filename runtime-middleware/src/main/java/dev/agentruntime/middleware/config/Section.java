package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.GovernanceLayer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The table of one layer. Naming it turns the layer on; what it does not say is as the preset has
 * it.
 *
 * @param name the table's name
 * @param row which layer
 * @param start makes the layer's builder, from what was said of the layer before if it can
 * @param own every key but {@code enabled}
 * @param finish sets the layer
 */
record Section<B>(
    String name,
    GovernanceLayer row,
    BiFunction<GovernanceBuilder, ConfigurationParts, B> start,
    List<Key<B>> own,
    BiConsumer<GovernanceBuilder, B> finish) {
  static final String ENABLED = "enabled";
  private static final JsonNode OFF = BooleanNode.FALSE;

  /** What is read of a section. */
  private static final class Draft<B> {
    private final B builder;
    private boolean enabled = true;

    private Draft(B builder) {
      this.builder = builder;
    }
  }

  List<Key<?>> keys() {
    return List.copyOf(drafted());
  }

  private List<Key<Draft<B>>> drafted() {
    Key<Draft<B>> enabled =
        Key.of(
            ENABLED,
            ValueType.FLAG,
            true,
            "whether the layer is on; its other keys are checked all the same",
            (draft, on) -> draft.enabled = on);
    return Stream.concat(Stream.of(enabled), own.stream().map(Section::inDraft)).toList();
  }

  private static <B> Key<Draft<B>> inDraft(Key<B> key) {
    return new Key<>(
        key.name(),
        key.type(),
        key.fallback(),
        key.meaning(),
        key.below(),
        (reading, path, node, draft) -> key.reader().read(reading, path, node, draft.builder));
  }

  void read(Reading reading, JsonNode node, GovernanceBuilder governance) {
    if (node.isObject() && node.size() == 1 && node.path(ENABLED).equals(OFF)) {
      governance.without(row); // so that a row can be switched off without the parts it needs
      return;
    }
    reading.guarded(
        name,
        () -> {
          B builder = start.apply(governance, reading.parts());
          Keys<Draft<B>> keys = new Keys<>(() -> new Draft<>(builder), drafted());
          keys.read(reading, name, node, draft -> apply(draft, governance));
        });
  }

  private void apply(Draft<B> draft, GovernanceBuilder governance) {
    if (draft.enabled) {
      finish.accept(governance, draft.builder);
    } else {
      governance.without(row);
    }
  }
}
