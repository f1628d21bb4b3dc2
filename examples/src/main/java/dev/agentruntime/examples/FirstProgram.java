package dev.agentruntime.examples;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;

/** The README's program; the README shows what stands between the two marks. */
public final class FirstProgram {
  private FirstProgram() {}

  // begin
  static final class OpsTools {
    @Tool("Latency of a service at the 99th percentile, in milliseconds")
    @Traits({ToolTrait.READ_ONLY, ToolTrait.INTERRUPTIBLE})
    long p99(@P("the service's name") String service) {
      return service.equals("checkout") ? 2_000 : 80;
    }
  }

  static String triage(ChatModel chatModel) {
    Governance governance = Governance.standard().timeout(Duration.ofSeconds(30)).build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(chatModel).tools(new OpsTools()).middleware(governance).build()) {
      Agent agent = runtime.agent("triage").instructions("Find out why checkout is slow.").build();
      return agent.run("p99 went from 80 ms to 2 s at 14:05").orThrow();
    }
  }
  // end
}
