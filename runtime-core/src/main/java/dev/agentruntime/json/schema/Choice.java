package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several schemas of which one must hold. Immutable.
 *
 * @param branches the schemas
 * @param exactlyOne whether no second one may hold
 */
record Choice(List<Rule> branches, boolean exactlyOne) {
  /** More names are not repeated in a message. */
  private static final int MAX_LISTED = 20;

  int check(JsonNode node, int depth, int steps) {
    int left = steps;
    int fitting = 0;
    for (int i = 0; i < branches.size(); i++) {
      int result = branches.get(i).check(node, depth, left);
      left = result < 0 ? ~result : result;
      if (result >= 0 && (++fitting > 1 || !exactlyOne)) {
        break;
      }
    }
    return fitting == 1 ? left : ~left;
  }

  void report(JsonNode node, Path path, int depth, Report report) {
    int result = check(node, depth, Math.max(0, report.steps()));
    report.spent(result < 0 ? ~result : result);
    if (result >= 0) {
      return;
    }
    if (report.steps() <= 0) {
      report.add(path, Code.TOO_COMPLEX, "is too deep or too large to be checked");
      return;
    }
    List<Rule> meant = branches.stream().filter(rule -> rule.isMeantBy(node, depth)).toList();
    String tag = node.isObject() && meant.size() != 1 ? tag() : null;
    if (meant.size() == 1) {
      meant.getFirst().report(node, path, depth, report);
    } else if (tag != null) {
      reportTag(node, tag, path, report);
    } else if (meant.isEmpty()) {
      report.add(path, Code.CHOICE, "must be " + words() + ", was " + Types.kind(node));
    } else {
      report.add(
          path,
          Code.CHOICE,
          exactlyOne
              ? "must have exactly one of the " + branches.size() + " forms in the schema"
              : "must have one of the " + branches.size() + " forms in the schema");
    }
  }

  /** None of the branches is told apart by the value of the property that should do that. */
  private void reportTag(JsonNode node, String tag, Path path, Report report) {
    String names =
        branches.stream()
            .map(rule -> rule.fixed(tag, 0))
            .filter(Objects::nonNull)
            .map(Values::words)
            .distinct()
            .limit(MAX_LISTED)
            .collect(Collectors.joining(", "));
    if (node.has(tag)) {
      report.add(path.under(tag), Code.VALUE, "must be one of " + names + ", was something else");
    } else {
      report.add(path.under(tag), Code.MISSING, "is missing; it must be one of " + names);
    }
  }

  /** The required property that each branch fixes, or null if there is none. */
  private @Nullable String tag() {
    for (String name : branches.getFirst().names(0)) {
      if (branches.stream().allMatch(rule -> rule.fixed(name, 0) != null)) {
        return name;
      }
    }
    return null;
  }

  private String words() {
    Set<String> words = new LinkedHashSet<>();
    for (Rule rule : branches) {
      words.add(rule.words());
    }
    return String.join(" or ", words);
  }
}
