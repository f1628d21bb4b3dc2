package dev.agentruntime.internal.run;

import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.json.schema.Violation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model is told of a value that does not fit: where, what was expected, what it may have
 * meant, and the part of the schema that says so. Bounded, and without any of the value. Stateless.
 */
final class ArgumentHint {
  /** Of one violation: a checking constructor may have written a novel. */
  private static final int MAX_PROBLEM = 300;

  /** Of the schema: the model has all of it; this is for those that lost it from sight. */
  private static final int MAX_SCHEMA = 200;

  /** More parts of the schema help less than they cost. */
  private static final int MAX_PARTS = 2;

  private ArgumentHint() {}

  /**
   * Puts a hint into words.
   *
   * @param whole what the value as a whole is called
   * @param violations what is wrong, not empty
   * @param schema what was asked for
   * @return a sentence without a full stop
   */
  static String text(String whole, List<Violation> violations, JsonSchema schema) {
    String problems =
        violations.stream().map(v -> problem(whole, v)).collect(Collectors.joining("; "));
    String count = violations.size() == 1 ? "" : violations.size() + " problems: ";
    return count + problems + parts(whole, violations, schema);
  }

  private static String problem(String whole, Violation violation) {
    String text =
        violation.pointer().isEmpty() ? whole + " " + violation.problem() : violation.toString();
    return text.length() <= MAX_PROBLEM ? text : text.substring(0, MAX_PROBLEM) + "…";
  }

  private static String parts(String whole, List<Violation> violations, JsonSchema schema) {
    Set<String> pointers = new LinkedHashSet<>();
    for (Violation violation : violations) {
      // A name that is unexpected is in no schema: the message names those that are.
      if (violation.code() != Violation.Code.UNEXPECTED && pointers.size() < MAX_PARTS) {
        pointers.add(violation.pointer());
      }
    }
    StringBuilder parts = new StringBuilder();
    for (String pointer : pointers) {
      parts
          .append(". The schema of ")
          .append(pointer.isEmpty() ? whole : pointer)
          .append(" is ")
          .append(schema.describe(pointer, MAX_SCHEMA));
    }
    return parts.toString();
  }
}
