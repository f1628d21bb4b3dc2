package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.agentruntime.middleware.CallLogger;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The governance of tool calls from a TOML file: a preset, and a table for each layer that shall be
 * different.
 *
 * <pre>{@code
 * preset = "standard"
 *
 * [timeout]
 * limit = "30s"
 *
 * [timeout.tools]
 * "restart_*" = "5s"
 * }</pre>
 *
 * <p>Everything is checked against one table of keys, which {@link #describe()} prints: unknown
 * keys, values of another type and values out of bounds are refused, all at once. A text that is
 * {@code ${env:NAME}} as a whole is taken from the environment, and never shown; {@code
 * $${env:NAME}} is the text itself.
 *
 * <p>Stateless.
 */
public final class GovernanceConfig {
  private static final String PRESET = "preset";
  private static final Map<String, Supplier<GovernanceBuilder>> PRESETS =
      Map.of(
          "standard", Governance::standard,
          "minimal", Governance::minimal,
          "go-compatible", Governance::goCompatible);
  private static final ValueType<Supplier<GovernanceBuilder>> PRESET_TYPE =
      ValueType.oneOf(PRESETS);

  private GovernanceConfig() {}

  /** The table of all layers' keys; a layer more is a section more. */
  static List<Section<?>> sections() {
    return Stream.of(
            GuardSections.all(),
            List.<Section<?>>of(PolicySection.policy(), TaintSection.taint()),
            RunSections.all(),
            ResilienceSections.all(),
            ModelSections.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Reads a file that needs nothing from the host.
   *
   * @param file a TOML file in UTF-8
   * @return what the file says; to be closed by the host if it names an audit file
   * @throws IOException if the file cannot be read
   * @throws ConfigurationException if anything in it is wrong
   */
  public static ConfiguredGovernance read(Path file) throws IOException {
    return read(file, ConfigurationParts.none());
  }

  /**
   * Reads a file.
   *
   * @param file a TOML file in UTF-8
   * @param parts what the file cannot hold
   * @return what the file says; to be closed by the host if it names an audit file
   * @throws IOException if the file cannot be read
   * @throws ConfigurationException if anything in it is wrong, or needs a part that is not there
   */
  public static ConfiguredGovernance read(Path file, ConfigurationParts parts) throws IOException {
    return parse(file.toString(), Files.readString(file), parts);
  }

  /**
   * Reads a text that needs nothing from the host.
   *
   * @param toml the text
   * @return what the text says; to be closed by the host if it names an audit file
   * @throws ConfigurationException if anything in it is wrong
   */
  public static ConfiguredGovernance parse(String toml) {
    return parse(toml, ConfigurationParts.none());
  }

  /**
   * Reads a text.
   *
   * @param toml the text
   * @param parts what the text cannot hold
   * @return what the text says; to be closed by the host if it names an audit file
   * @throws ConfigurationException if anything in it is wrong, or needs a part that is not there
   */
  public static ConfiguredGovernance parse(String toml, ConfigurationParts parts) {
    return parse("configuration", toml, parts);
  }

  private static ConfiguredGovernance parse(String source, String toml, ConfigurationParts parts) {
    Objects.requireNonNull(parts, "parts");
    JsonNode root = tree(source, toml);
    Reading reading = new Reading(parts, new KeyLines(toml));
    unknownTables(reading, root, "");
    Target target = new Target(preset(reading, root), parts);
    for (Section<?> section : sections()) {
      JsonNode table = at(root, section.name());
      if (!table.isMissingNode()) {
        section.read(reading, table, target);
      }
    }
    @Nullable AuditFile opened =
        reading.problems().isEmpty() ? target.opening().map(reading::open).orElse(null) : null;
    if (!reading.problems().isEmpty()) {
      throw new ConfigurationException(source, reading.problems());
    }
    return new ConfiguredGovernance(target.tools(), target.models().build(), opened);
  }

  private static JsonNode at(JsonNode root, String name) {
    JsonNode node = root;
    for (String segment : name.split("\\.", -1)) {
      node = node.path(segment);
    }
    return node;
  }

  /** Tells of what is beside the tables there are, and of what is no table around them. */
  private static void unknownTables(Reading reading, JsonNode node, String prefix) {
    Set<String> known = new TreeSet<>(prefix.isEmpty() ? Set.of(PRESET) : Set.of());
    Set<String> around = new TreeSet<>();
    for (Section<?> section : sections()) {
      if (section.name().startsWith(prefix)) {
        String[] segments = section.name().substring(prefix.length()).split("\\.", 2);
        known.add(segments[0]);
        if (segments.length > 1) {
          around.add(segments[0]);
        }
      }
    }
    for (var entry : node.properties()) {
      String name = entry.getKey();
      if (!known.contains(name)) {
        reading.unknown(prefix + KeyLines.segment(name), name, known);
      } else if (around.contains(name) && !entry.getValue().isObject()) {
        reading.problem(
            prefix + name, "must be a table, was " + Reading.shown(entry.getValue(), false));
      } else if (around.contains(name)) {
        unknownTables(reading, entry.getValue(), prefix + name + ".");
      }
    }
  }

  /** The preset with the host's redactor, which no table need name to be heeded. */
  private static GovernanceBuilder preset(Reading reading, JsonNode root) {
    List<Supplier<GovernanceBuilder>> preset = new ArrayList<>(List.of(Governance::standard));
    if (root.has(PRESET)) {
      reading.value(PRESET, root.get(PRESET), PRESET_TYPE, preset::addFirst);
    }
    GovernanceBuilder governance = preset.getFirst().get();
    reading
        .parts()
        .redactor()
        .ifPresent(
            sees -> {
              governance
                  .layer(GovernanceLayer.LOGGER)
                  .map(layer -> ((CallLogger) layer).toBuilder().redactor(sees).build())
                  .ifPresent(governance::logger);
              governance
                  .layer(GovernanceLayer.AUDIT)
                  .map(layer -> ((Audit) layer).toBuilder().redactor(sees).build())
                  .ifPresent(governance::audit);
            });
    return governance;
  }

  /** What the parser says may quote the text around a mistake, so only its place is repeated. */
  private static JsonNode tree(String source, String toml) {
    try {
      return new TomlMapper().readTree(toml);
    } catch (JsonProcessingException unreadable) {
      JsonLocation at = unreadable.getLocation();
      OptionalInt line =
          at == null || at.getLineNr() < 1 ? OptionalInt.empty() : OptionalInt.of(at.getLineNr());
      throw new ConfigurationException(
          source,
          List.of(
              new ConfigurationProblem(
                  "",
                  line,
                  "is not TOML, or says a key or a table twice"
                      + (at == null ? "" : ", at column " + at.getColumnNr()))));
    }
  }

  /**
   * Every key, with type, default and meaning, as a Markdown table.
   *
   * @return a text whose lines end with a line feed
   */
  public static String describe() {
    StringBuilder text = new StringBuilder();
    text.append("| key | value | bound | default | meaning |\n|---|---|---|---|---|\n");
    row(
        text,
        PRESET,
        PRESET_TYPE.kind() + " | " + PRESET_TYPE.bound(),
        "\"standard\"",
        "what the tables change");
    sections().forEach(section -> rows(text, section.name() + ".", section.keys()));
    return text.toString();
  }

  private static void rows(StringBuilder text, String prefix, List<? extends Key<?>> keys) {
    for (Key<?> key : keys) {
      String path = prefix + key.name();
      row(text, path, key.kind() + " | " + key.bound(), key.fallback(), key.meaning());
      rows(text, path + ".", key.below());
    }
  }

  private static void row(
      StringBuilder text, String key, String typeAndBound, String fallback, String meaning) {
    text.append("| `").append(key).append("` | ").append(typeAndBound).append(" | ");
    text.append(fallback).append(" | ").append(meaning).append(" |\n");
  }
}
