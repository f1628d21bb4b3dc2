package dev.agentruntime.tool.method;

import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.json.schema.Violation.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a reader returns instead of a value: the problems it found. Being a return value and not an
 * exception it costs nothing where there are none, and readers can go on to find the rest.
 * Immutable.
 */
final class Invalid {
  /** More problems than this at once do not help a model mend a call. */
  static final int MAX_PROBLEMS = 5;

  private final List<Problem> problems;
  private final boolean more;

  private Invalid(List<Problem> problems, boolean more) {
    this.problems = problems;
    this.more = more;
  }

  /** One problem with the value looked at itself, found by a check no schema could make. */
  static Invalid because(String text) {
    return because(Code.REFUSED, text);
  }

  /** One problem with the value looked at itself. */
  static Invalid because(Code code, String text) {
    return new Invalid(List.of(new Problem("", code, text)), false);
  }

  /** These problems, seen from the value that holds this one under a name or position. */
  Invalid under(String segment) {
    return new Invalid(problems.stream().map(problem -> problem.under(segment)).toList(), more);
  }

  /** The problems of both; of either alone if the other is null. */
  static Invalid join(@Nullable Invalid first, Invalid second) {
    if (first == null) {
      return second;
    }
    List<Problem> all = new ArrayList<>(first.problems);
    all.addAll(second.problems);
    boolean tooMany = all.size() > MAX_PROBLEMS;
    return new Invalid(
        List.copyOf(tooMany ? all.subList(0, MAX_PROBLEMS) : all),
        first.more || second.more || tooMany);
  }

  /** Whether looking further would find nothing that is shown. */
  boolean full() {
    return problems.size() >= MAX_PROBLEMS;
  }

  /** All of it in one sentence without a full stop. */
  String message() {
    String list = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    if (more) {
      return "more than " + MAX_PROBLEMS + " problems: " + list + "; and more";
    }
    return problems.size() == 1 ? list : problems.size() + " problems: " + list;
  }

  List<Problem> problems() {
    return problems;
  }

  /** The problems, for programs. */
  List<Violation> violations() {
    return problems.stream().map(Problem::violation).toList();
  }

  @Override
  public String toString() {
    return message();
  }
}
