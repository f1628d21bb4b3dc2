package dev.agentruntime.middleware.audit;

import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.nio.file.Path;

/** A process whose tool never ends. */
final class CrashingProcess {
  static final String TOOL_RUNS = "the tool runs";

  private CrashingProcess() {}

  public static void main(String[] arguments) throws Exception {
    AuditFile file = AuditFile.open(Path.of(arguments[0]), Streams.KEY);
    FakeTool pay =
        FakeTool.named("pay")
            .replies(
                call -> {
                  System.out.println(TOOL_RUNS);
                  while (true) {
                    TimeSource.system().park(Deadline.never());
                  }
                })
            .build();
    ChainHarness.around(pay).layer(Audit.to(file, Streams.KEY).build()).build().call("{}");
  }
}
