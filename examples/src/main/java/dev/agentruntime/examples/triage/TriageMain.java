package dev.agentruntime.examples.triage;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.run.RunResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Starts a small service that may be sick, lets an agent find out what is wrong with it, and says
 * whether the agent was right.
 *
 * <p>{@code --fault deadlock|leak|hotloop|diskfull|none}, several with commas; by default one by
 * lot, which not even the one who started it knows. {@code --timeout seconds} for the whole run of
 * the agent.
 */
public final class TriageMain {
  private static final List<String> FAULTS =
      List.of("deadlock", "leak", "hotloop", "diskfull", "none");
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(3);

  private TriageMain() {}

  public static void main(String[] args) throws IOException {
    String fault = FAULTS.get(ThreadLocalRandom.current().nextInt(FAULTS.size()));
    Duration timeout = DEFAULT_TIMEOUT;
    try {
      for (int i = 0; i < args.length; i += 2) {
        String value = i + 1 < args.length ? args[i + 1] : "";
        switch (args[i]) {
          case "--fault" -> fault = checkedFault(value);
          case "--timeout" -> timeout = checkedTimeout(value);
          default -> throw new IllegalArgumentException("there is no option '" + args[i] + "'");
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(
          "usage: [--fault " + String.join("|", FAULTS) + "[,…]] [--timeout seconds]");
      System.exit(2);
    }
    System.exit(run(fault, timeout) ? 0 : 1);
  }

  static String checkedFault(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "--fault must be followed by one or more of "
              + String.join(", ", FAULTS)
              + ", was followed by '"
              + value
              + "'");
    }
    if (!FAULTS.containsAll(List.of(value.split(",", -1)))) {
      throw new IllegalArgumentException(
          "--fault must be of " + String.join(", ", FAULTS) + ", was '" + value + "'");
    }
    return value;
  }

  static Duration checkedTimeout(String value) {
    if (!value.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "--timeout must be a number of seconds above 0, was '" + value + "'");
    }
    return Duration.ofSeconds(Long.parseLong(value));
  }

  private static boolean run(String fault, Duration timeout) throws IOException {
    Models models = Models.from(System.getenv());
    System.out.println("Starting the service …");
    Consumer<String> out = System.out::println;
    Timeline timeline = new Timeline(out);
    Approvals approvals = Approvals.inMemory();
    try (Patient patient = Patient.admit(fault);
        TerminalApprover _ = TerminalApprover.at(approvals, out);
        AgentRuntime runtime =
            Triage.runtime(patient, models.model(), timeout, approvals, timeline)) {
      System.out.println(
          "It is up, process "
              + patient.pid()
              + ". The agent looks (model: "
              + models.name()
              + ").\n");
      RunResult result = Triage.agent(runtime).run(Triage.ALARM);
      System.out.println("\nTimeline");
      timeline.drawn().forEach(System.out::println);
      System.out.println("\nFinding (" + result + ")\n" + result.text());
      Verdict verdict = Verdict.of(result.text(), patient.reveal());
      System.out.println(verdict);
      return verdict.right();
    }
  }
}
