package dev.agentruntime.examples.triage;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.tools.files.FileTools;
import dev.agentruntime.tools.files.RootedFiles;
import dev.agentruntime.tools.jvm.JvmProbe;
import dev.agentruntime.tools.jvm.JvmTools;
import dev.agentruntime.tools.shell.CommandRunner;
import dev.agentruntime.tools.shell.ShellTools;
import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;

/** The agent: a model, tools that can look at one process and one folder, and limits. */
final class Triage {
  private static final String INSTRUCTIONS =
      """
      You are on call for a Java service that runs beside you. Find out what is wrong with it, if anything is.
      Your tools look into its JVM and read its files; they report and draw no conclusions. Look at several things at once.
      Compare measurements taken some seconds apart before you believe in growth, and tell the cause from those who suffer from it.
      End with a line "VERDICT: healthy" or "VERDICT: n faults". For each fault name the class and method, or the file, that causes it,
      as the tools spell it, with the evidence. Do not name classes and files that have nothing to do with it.
      """;

  /** All the agent is told of the case. */
  static final String ALARM = "Something may be wrong with the service. Please look.";

  /** A recording on a crowded machine takes longer than a usual tool may. */
  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(60);

  /** Ending a process takes its time there, too. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Counting live objects takes a full collection, during which the service answers nobody. */
  private static final String STOPS_THE_SERVICE = "heap_histogram";

  private Triage() {}

  static AgentRuntime runtime(
      Patient patient,
      ChatModel model,
      Duration timeout,
      Approvals approvals,
      RunListener listener) {
    return AgentRuntime.builder(model)
        .tools(
            new JvmTools(JvmProbe.of(patient.pid(), patient.scratch())),
            new FileTools(RootedFiles.below(patient.home())),
            new ShellTools(
                CommandRunner.builder(patient.home()).programs("df", "uptime", "ls").build()))
        .middleware(governance(approvals))
        .limits(RunLimits.defaults().withTimeout(timeout).withGrace(GRACE))
        .listener(listener)
        .build();
  }

  /** Every layer by default; and a person is asked before the service has to stand still. */
  private static Governance governance(Approvals approvals) {
    return Governance.standard()
        .timeout(TOOL_TIMEOUT)
        .approval(Approval.builder(approvals).ask(STOPS_THE_SERVICE).build())
        .build();
  }

  static Agent agent(AgentRuntime runtime) {
    return runtime.agent("triage").instructions(INSTRUCTIONS).build();
  }
}
