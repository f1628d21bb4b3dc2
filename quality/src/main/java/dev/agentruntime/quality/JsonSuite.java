package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures decoding of JSON as models write it, on rows with a text and the value it stands for.
 * Prints a line for each kind of row, and the same for other decoders.
 */
final class JsonSuite implements Suite {
  private final Map<JsonContestant, Map<String, Tally>> tallies =
      new EnumMap<>(JsonContestant.class);

  @Override
  public String name() {
    return "json";
  }

  @Override
  public void add(ObjectNode node) throws BadRowException {
    JsonRow row = JsonRow.of(node);
    for (JsonContestant contestant : JsonContestant.values()) {
      Attempt attempt = contestant.attempt(row);
      tallies
          .computeIfAbsent(contestant, _ -> new TreeMap<>())
          .computeIfAbsent(row.group(), _ -> new Tally())
          .add(judge(row, attempt), attempt);
    }
  }

  @Override
  public List<ObjectNode> finish(String file) {
    List<ObjectNode> lines = new ArrayList<>();
    tallies.forEach(
        (contestant, kinds) ->
            kinds.forEach(
                (kind, tally) -> {
                  ObjectNode line =
                      Tally.line().put("suite", name()).put("file", file).put("kind", kind);
                  tally.writeTo(line);
                  if (contestant.label() != null) {
                    line.put("decoder", contestant.label());
                  }
                  lines.add(line);
                }));
    tallies.clear();
    return lines;
  }

  /** What an attempt is worth. */
  static Verdict judge(JsonRow row, Attempt attempt) {
    if (attempt.crashed()) {
      return Verdict.CRASHED;
    }
    JsonNode value = attempt.value();
    return switch (row.kind()) {
      case ANYTHING -> attempt.isSlow() ? Verdict.WRONG : Verdict.RIGHT;
      case NOTHING -> value == null ? Verdict.RIGHT : Verdict.WRONG;
      case NOT_JSON ->
          value == null || attempt.changed() || !row.wellEncoded()
              ? Verdict.RIGHT
              : Verdict.WRONG_SILENTLY;
      case JSON -> compared(value, attempt, row.plainly());
      case VALUE -> compared(value, attempt, row);
    };
  }

  private static Verdict compared(@Nullable JsonNode value, Attempt attempt, JsonRow row) {
    Verdict verdict = Verdict.REFUSED;
    for (JsonNode expected : row.expected()) {
      verdict = compared(value, attempt, expected);
      if (verdict == Verdict.RIGHT) {
        break;
      }
    }
    return verdict;
  }

  private static Verdict compared(
      @Nullable JsonNode value, Attempt attempt, @Nullable JsonNode expected) {
    if (value == null) {
      return Verdict.REFUSED;
    }
    if (expected != null && JsonEquality.same(value, expected)) {
      return Verdict.RIGHT;
    }
    return attempt.changed() ? Verdict.WRONG : Verdict.WRONG_SILENTLY;
  }
}
