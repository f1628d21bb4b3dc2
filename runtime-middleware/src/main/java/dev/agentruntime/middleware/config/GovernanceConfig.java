package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
            List.<Section<?>>of(PolicySection.policy()),
            RunSections.all(),
            ResilienceSections.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Reads a file that needs nothing from the host.
   *
   * @param file a TOML file in UTF-8
   * @return a builder that holds what the file says
   * @throws IOException if the file cannot be read
   * @throws ConfigurationException if anything in it is wrong
   */
  public static GovernanceBuilder read(Path file) throws IOException {
    return read(file, ConfigurationParts.none());
  }

  /**
   * Reads a file.
   *
   * @param file a TOML file in UTF-8
   * @param parts what the file cannot hold
   * @return a builder that holds what the file says
   * @throws IOException if the file cannot be read
   * @throws ConfigurationException if anything in it is wrong, or needs a part that is not there
   */
  public static GovernanceBuilder read(Path file, ConfigurationParts parts) throws IOException {
    return parse(file.toString(), Files.readString(file), parts);
  }

  /**
   * Reads a text that needs nothing from the host.
   *
   * @param toml the text
   * @return a builder that holds what the text says
   * @throws ConfigurationException if anything in it is wrong
   */
  public static GovernanceBuilder parse(String toml) {
    return parse(toml, ConfigurationParts.none());
  }

  /**
   * Reads a text.
   *
   * @param toml the text
   * @param parts what the text cannot hold
   * @return a builder that holds what the text says
   * @throws ConfigurationException if anything in it is wrong, or needs a part that is not there
   */
  public static GovernanceBuilder parse(String toml, ConfigurationParts parts) {
    return parse("configuration", toml, parts);
  }

  private static GovernanceBuilder parse(String source, String toml, ConfigurationParts parts) {
    Objects.requireNonNull(parts, "parts");
    JsonNode root = tree(source, toml);
    Reading reading = new Reading(parts, new KeyLines(toml));
    List<Section<?>> sections = sections();
    List<String> known = new ArrayList<>(List.of(PRESET));
    sections.forEach(section -> known.add(section.name()));
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                reading.unknown(KeyLines.segment(name), name, known);
              }
            });
    List<Supplier<GovernanceBuilder>> preset = new ArrayList<>(List.of(Governance::standard));
    if (root.has(PRESET)) {
      reading.value(PRESET, root.get(PRESET), PRESET_TYPE, preset::addFirst);
    }
    GovernanceBuilder governance = preset.getFirst().get();
    for (Section<?> section : sections) {
      if (root.has(section.name())) {
        section.read(reading, root.get(section.name()), governance);
      }
    }
    if (!reading.problems().isEmpty()) {
      throw new ConfigurationException(source, reading.problems());
    }
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
    text.append("| key | value | default | meaning |\n|---|---|---|---|\n");
    row(text, PRESET, PRESET_TYPE.words(), "\"standard\"", "what the tables change");
    sections().forEach(section -> rows(text, section.name() + ".", section.keys()));
    return text.toString();
  }

  private static void rows(StringBuilder text, String prefix, List<? extends Key<?>> keys) {
    for (Key<?> key : keys) {
      String path = prefix + key.name();
      row(text, path, key.type(), key.fallback(), key.meaning());
      rows(text, path + ".", key.below());
    }
  }

  private static void row(
      StringBuilder text, String key, String type, String fallback, String meaning) {
    text.append("| `").append(key).append("` | ").append(type).append(" | ");
    text.append(fallback).append(" | ").append(meaning).append(" |\n");
  }
}
