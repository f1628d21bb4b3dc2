package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.GovernanceLayer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of one layer. Naming it turns the layer on; what it does not say is as the preset has
 * it.
 *
 * @param name the table's name
 * @param start makes the layer's builder, from what was said of the layer before if it can
 * @param own every key but {@code enabled}
 * @param finish sets the layer
 * @param off turns the layer off; null if the table is of no layer
 */
record Section<B>(
    String name,
    Function<Target, B> start,
    List<Key<B>> own,
    BiConsumer<Target, B> finish,
    @Nullable Consumer<Target> off) {
  static final String ENABLED = "enabled";
  private static final JsonNode OFF = BooleanNode.FALSE;

  /** A row of the governance of tool calls. */
  static <B> Section<B> ofRow(
      String name,
      GovernanceLayer row,
      BiFunction<GovernanceBuilder, ConfigurationParts, B> start,
      List<Key<B>> own,
      BiConsumer<GovernanceBuilder, B> finish) {
    return new Section<>(
        name,
        target -> start.apply(target.tools(), target.parts()),
        own,
        (target, builder) -> finish.accept(target.tools(), builder),
        target -> target.tools().without(row));
  }

  /** Begins with what was said of a layer before, or with its defaults. */
  static <L, B> BiFunction<GovernanceBuilder, ConfigurationParts, B> changing(
      GovernanceLayer row, Class<L> kind, Function<L, B> toBuilder, Supplier<B> builder) {
    return (governance, _) ->
        governance.layer(row).map(kind::cast).map(toBuilder).orElseGet(builder);
  }

  /** A layer around model requests, each of which is off unless its table is there. */
  static <B> Section<B> ofModels(
      String name, Function<Target, B> start, List<Key<B>> own, BiConsumer<Target, B> finish) {
    return new Section<>(name, start, own, finish, _ -> {});
  }

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
    return Stream.concat(
            off == null ? Stream.of() : Stream.of(enabled), own.stream().map(Section::inDraft))
        .toList();
  }

  private static <B> Key<Draft<B>> inDraft(Key<B> key) {
    return new Key<>(
        key.name(),
        key.kind(),
        key.bound(),
        key.fallback(),
        key.meaning(),
        key.below(),
        (reading, path, node, draft) -> key.reader().read(reading, path, node, draft.builder));
  }

  void read(Reading reading, JsonNode node, Target target) {
    if (off != null && node.isObject() && node.size() == 1 && node.path(ENABLED).equals(OFF)) {
      off.accept(target); // so that a row can be switched off without the parts it needs
      return;
    }
    reading.guarded(
        name,
        () -> {
          B builder = start.apply(target);
          Keys<Draft<B>> keys = new Keys<>(() -> new Draft<>(builder), drafted());
          keys.read(reading, name, node, draft -> apply(draft, target));
        });
  }

  private void apply(Draft<B> draft, Target target) {
    if (off == null || draft.enabled) {
      finish.accept(target, draft.builder);
    } else {
      off.accept(target);
    }
  }
}
