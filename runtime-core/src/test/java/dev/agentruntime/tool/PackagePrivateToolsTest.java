package dev.agentruntime.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.method.ToolMethods;
import dev.langchain4j.agent.tool.Tool;
import org.junit.jupiter.api.Test;

/** Tools as most people write them: nothing is public, and the library is in another package. */
class PackagePrivateToolsTest {

  @Test
  void toolsAndRecordsOfAnotherPackageNeedNotBePublic() throws Exception {
    AgentTool tool = ToolMethods.of(new Ops()).getFirst();
    assertEquals(ToolOutcome.success("{\"from\":1,\"to\":2}"), tool.call(new Invocation()));
  }

  record Range(int from, int to) {}

  static final class Ops {
    @Tool
    Range widen(Range range) {
      return range;
    }
  }

  private record Invocation() implements ToolInvocation {
    @Override
    public ToolArguments arguments() {
      var range = JsonNodeFactory.instance.objectNode().put("from", 1).put("to", 2);
      return ToolArguments.of(JsonNodeFactory.instance.objectNode().set("range", range));
    }

    @Override
    public String callId() {
      return "call-1";
    }

    @Override
    public String toolName() {
      return "widen";
    }

    @Override
    public RunContext context() {
      throw new UnsupportedOperationException("context");
    }

    @Override
    public Deadline deadline() {
      return Deadline.never();
    }

    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public String idempotencyKey() {
      return "key-1";
    }
  }
}
