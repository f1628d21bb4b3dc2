package dev.agentruntime.examples.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.examples.triage.model.TriageModel;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real service process, the real tools, the model of rules; only the fault differs. */
@Execution(ExecutionMode.CONCURRENT)
final class TriageTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @ParameterizedTest
  @ValueSource(strings = {"deadlock", "leak", "hotloop", "diskfull", "none", "deadlock,diskfull"})
  void theTrueCulpritIsNamedAndNobodyElse(String faults) throws Exception {
    Timeline timeline = new Timeline(line -> {});
    Approvals approvals = Approvals.inMemory();
    try (Patient patient = Patient.admit(faults);
        TerminalApprover _ = TerminalApprover.withoutTerminal(approvals, line -> {});
        AgentRuntime runtime =
            Triage.runtime(patient, new TriageModel(), TIMEOUT, approvals, timeline)) {
      RunResult result = Triage.agent(runtime).run(Triage.ALARM);
      assertInstanceOf(RunResult.Completed.class, result);
      List<String> truth = patient.reveal();
      Verdict verdict = Verdict.of(result.text(), truth);
      assertTrue(
          verdict.right(),
          () ->
              verdict
                  + "\n"
                  + result.text()
                  + "\n"
                  + String.join("\n", truth)
                  + "\n"
                  + String.join("\n", timeline.drawn()));
      assertEquals(
          faults.equals("none") ? List.of() : List.of(faults.split(",")), verdict.faults());
      assertTrue(timeline.drawn().stream().anyMatch(line -> line.contains("thread_dump")));
    }
  }

  @Test
  void aCancelledTriageLeavesNoProcessBehind() throws Exception {
    CountDownLatch measuring = new CountDownLatch(1);
    try (Patient patient = Patient.admit("none");
        AgentRuntime runtime =
            Triage.runtime(
                patient,
                new TriageModel(),
                TIMEOUT,
                Approvals.inMemory(),
                event -> {
                  if (event instanceof RunEvent.ToolAttemptStarted started
                      && started.call().tool().equals("busy_threads")) {
                    measuring.countDown();
                  }
                })) {
      AgentRun run = Triage.agent(runtime).start(Triage.ALARM);
      measuring.await();
      run.cancel("the shift is over");
      assertInstanceOf(RunResult.Cancelled.class, run.result());
      assertEquals(List.of(), run.result().summary().abandonedWork());
      String pid = " " + patient.pid() + " ";
      List<String> asking =
          ProcessHandle.current()
              .descendants()
              .flatMap(child -> child.info().commandLine().stream())
              .filter(line -> line.contains("jcmd") && line.contains(pid))
              .toList();
      assertEquals(List.of(), asking);
    }
  }
}
