package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.middleware.audit.AuditFile;
import dev.agentruntime.text.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One pass over a file: collects what is wrong with it. Confined to one thread. */
final class Reading {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern LIKE_REFERENCE = Pattern.compile("\\$\\{[^}]*}");
  private static final Pattern ESCAPED = Pattern.compile("\\$(\\$+\\{[^}]*})");
  private static final int MAX_SHOWN = 80;
  private static final String NOT_SHOWN =
      "is refused (a value is from the environment and not shown)";

  private final ConfigurationParts parts;
  private final KeyLines lines;
  private final List<ConfigurationProblem> problems = new ArrayList<>();
  private final List<String> fromEnvironment = new ArrayList<>();

  Reading(ConfigurationParts parts, KeyLines lines) {
    this.parts = parts;
    this.lines = lines;
  }

  ConfigurationParts parts() {
    return parts;
  }

  List<ConfigurationProblem> problems() {
    return List.copyOf(problems);
  }

  void problem(String path, String message) {
    OptionalInt line = lines.of(path);
    problems.add(new ConfigurationProblem(path, line, message));
  }

  void unknown(String path, String name, Collection<String> known) {
    List<String> near = Names.near(name, known);
    problem(
        path,
        "is not a key"
            + (near.isEmpty() ? "; there are " + known : "; did you mean " + near + "?"));
  }

  /** Reads one value and hands it on; what the taker refuses is a problem of this key. */
  <T> void value(String path, JsonNode written, ValueType<T> type, Consumer<T> taker) {
    boolean hidden = isReference(written);
    JsonNode node = resolved(path, written);
    if (node == null) {
      return;
    }
    if (hidden) {
      fromEnvironment.add(path);
    }
    Optional<T> value = type.reader().apply(node);
    if (value.isEmpty()) {
      problem(path, "must be " + type.words() + ", was " + shown(node, hidden));
      return;
    }
    guarded(path, () -> taker.accept(value.get()));
  }

  /**
   * Runs what may refuse a setting, or a table for what is in it; its words are left out if they
   * could repeat a value from the environment.
   */
  void guarded(String path, Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException | IllegalStateException refused) {
      boolean hidden = isHidden(path) && !(refused instanceof UnfitKeysException);
      problem(path, hidden ? NOT_SHOWN : text(refused));
    }
  }

  /** Opens what the file names. */
  @Nullable AuditFile open(Target.Opening opening) {
    try {
      return opening.step().open();
    } catch (IOException | AuditUnavailableException failed) {
      String why = isHidden(opening.key()) ? NOT_SHOWN : "cannot be opened: " + failed;
      problem(opening.key(), why);
      return null;
    }
  }

  private boolean isHidden(String path) {
    return fromEnvironment.stream()
        .anyMatch(key -> key.equals(path) || KeyLines.isAround(path, key));
  }

  private static String text(RuntimeException refused) {
    String message = refused.getMessage();
    return message == null || message.startsWith("needs the part") ? "" + message : "– " + message;
  }

  /** Only a value that is a reference as a whole is looked up; {@code $${…}} is the text itself. */
  private @Nullable JsonNode resolved(String path, JsonNode written) {
    if (!written.isTextual()) {
      return written;
    }
    String text = written.textValue();
    Matcher reference = REFERENCE.matcher(text);
    if (reference.matches()) {
      String value = parts.environment(reference.group(1));
      if (value == null) {
        problem(
            path, "needs the environment variable " + reference.group(1) + ", which is not set");
        return null;
      }
      return TextNode.valueOf(value);
    }
    if (LIKE_REFERENCE.matcher(text).matches()) {
      problem(
          path,
          "must be ${env:NAME} if it is a reference, or start with $$ if it is not, was "
              + shown(written, false));
      return null;
    }
    Matcher escaped = ESCAPED.matcher(text);
    return escaped.matches() ? TextNode.valueOf(escaped.group(1)) : written;
  }

  static boolean isReference(JsonNode written) {
    return written.isTextual() && REFERENCE.matcher(written.textValue()).matches();
  }

  static String shown(JsonNode node, boolean hidden) {
    if (hidden) {
      return "another (it is from the environment and not shown)";
    }
    String text = node.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
