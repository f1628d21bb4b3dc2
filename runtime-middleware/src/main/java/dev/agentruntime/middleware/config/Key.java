package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One key: what its value must be, what it means, and what it does to a builder.
 *
 * @param name its name within its table
 * @param kind what the value must be, in words
 * @param bound within what; empty if any such value will do
 * @param fallback what holds if it is not written, in words
 * @param meaning one sentence
 * @param below the keys of the tables below it, if it holds tables
 * @param reader reads the value into the builder
 */
record Key<B>(
    String name,
    String kind,
    String bound,
    String fallback,
    String meaning,
    List<? extends Key<?>> below,
    Reader<B> reader) {
  /** In place of a default, for a key that must be written. */
  static final String REQUIRED = "must be set";

  /** How the value is described where it is missing. */
  String words() {
    return bound.isEmpty() ? kind : kind + " " + bound;
  }

  /** Reads a node found at a path into a builder. */
  @FunctionalInterface
  interface Reader<B> {
    void read(Reading reading, String path, JsonNode node, B builder);
  }

  /** Takes the setting of one tool pattern. */
  @FunctionalInterface
  interface PerTool<B, T> {
    void set(B builder, String toolPattern, T value);
  }

  /** One value. */
  static <B, T> Key<B> of(
      String name, ValueType<T> type, Object fallback, String meaning, BiConsumer<B, T> setter) {
    return new Key<>(
        name,
        type.kind(),
        type.bound(),
        Shown.of(fallback),
        meaning,
        List.of(),
        (reading, path, node, builder) ->
            reading.value(path, node, type, value -> setter.accept(builder, value)));
  }

  /** Does something if true. */
  static <B> Key<B> ifTrue(String name, String meaning, Consumer<B> setter) {
    return of(
        name,
        ValueType.FLAG,
        false,
        meaning,
        (builder, on) -> {
          if (on) {
            setter.accept(builder);
          }
        });
  }

  /** A list of values, each handed on. */
  static <B, T> Key<B> each(
      String name, ValueType<T> type, String meaning, BiConsumer<B, T> setter) {
    return new Key<>(
        name,
        "a list, each " + type.kind(),
        type.bound(),
        "empty",
        meaning,
        List.of(),
        (reading, path, node, builder) -> {
          if (!node.isArray()) {
            reading.problem(path, "must be a list, was " + Reading.shown(node, false));
            return;
          }
          for (int i = 0; i < node.size(); i++) {
            reading.value(
                KeyLines.item(path, i + 1),
                node.get(i),
                type,
                value -> setter.accept(builder, value));
          }
        });
  }

  /** A table from tool patterns to values. */
  static <B, T> Key<B> perTool(
      String name, ValueType<T> type, String meaning, PerTool<B, T> setter) {
    return new Key<>(
        name,
        "a table from tool patterns to values, each " + type.kind(),
        type.bound(),
        "empty",
        meaning,
        List.of(),
        (reading, path, node, builder) -> {
          if (!node.isObject()) {
            reading.problem(path, "must be a table, was " + Reading.shown(node, false));
            return;
          }
          for (var entry : node.properties()) {
            reading.value(
                KeyLines.child(path, KeyLines.segment(entry.getKey())),
                entry.getValue(),
                type,
                value -> setter.set(builder, entry.getKey(), value));
          }
        });
  }

  /** A table from tool patterns to lists of texts. */
  static <B> Key<B> listPerTool(String name, String meaning, PerTool<B, List<String>> setter) {
    return new Key<>(
        name,
        "a table from tool patterns to lists, each of texts",
        ValueType.TEXT.bound(),
        "empty",
        meaning,
        List.of(),
        (reading, path, node, builder) -> {
          if (!node.isObject()) {
            reading.problem(path, "must be a table, was " + Reading.shown(node, false));
            return;
          }
          for (var entry : node.properties()) {
            String inside = KeyLines.child(path, KeyLines.segment(entry.getKey()));
            List<String> texts = new ArrayList<>();
            Key.<B, String>each(entry.getKey(), ValueType.TEXT, "", (_, text) -> texts.add(text))
                .reader()
                .read(reading, inside, entry.getValue(), builder);
            reading.guarded(inside, () -> setter.set(builder, entry.getKey(), texts));
          }
        });
  }

  /** A text that may be in the environment only, since files are copied and kept. */
  static <B, T> Key<B> secret(
      String name, ValueType<T> type, String meaning, BiConsumer<B, T> setter) {
    return new Key<>(
        name,
        "${env:NAME}, " + type.kind(),
        type.bound(),
        "none",
        meaning,
        List.of(),
        (reading, path, node, builder) -> {
          if (Reading.isReference(node)) {
            reading.value(path, node, type, value -> setter.accept(builder, value));
          } else {
            reading.problem(
                path, "must be ${env:NAME}, as it is a secret; was something else, not shown");
          }
        });
  }

  /** An array of tables, each read into a builder of its own. */
  static <B, D> Key<B> tables(String name, String meaning, Keys<D> keys, BiConsumer<B, D> setter) {
    return new Key<>(
        name,
        "an array of tables",
        "",
        "empty",
        meaning,
        keys.keys(),
        (reading, path, node, builder) -> {
          if (!node.isArray()) {
            reading.problem(path, "must be an array of tables, [[" + path + "]]");
            return;
          }
          for (int i = 0; i < node.size(); i++) {
            keys.read(
                reading, KeyLines.item(path, i + 1), node.get(i), d -> setter.accept(builder, d));
          }
        });
  }

  /** A table read into a builder of its own. */
  static <B, D> Key<B> table(String name, String meaning, Keys<D> keys, BiConsumer<B, D> setter) {
    return new Key<>(
        name,
        "a table",
        "",
        "empty",
        meaning,
        keys.keys(),
        (reading, path, node, builder) ->
            keys.read(reading, path, node, d -> setter.accept(builder, d)));
  }
}
