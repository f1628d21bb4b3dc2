package dev.agentruntime.middleware.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Says everything that is wrong with a configuration. Its message has one line per problem. */
public final class ConfigurationException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<ConfigurationProblem> problems;

  ConfigurationException(String source, List<ConfigurationProblem> problems) {
    super(
        source
            + ": "
            + (problems.size() == 1 ? "1 problem" : problems.size() + " problems")
            + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
    this.problems = List.copyOf(problems);
  }

  /**
   * What is wrong.
   *
   * @return at least one problem, in the order of the table of keys
   */
  public List<ConfigurationProblem> problems() {
    return problems;
  }
}
