package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolTrait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A tool that declares itself exclusive is never called by two threads at once. */
class ExclusiveToolContractTest extends AgentToolContract {
  private final List<FakeTool> made = new ArrayList<>();

  @Override
  protected AgentTool createTool() {
    FakeTool tool =
        FakeTool.named("alone").traits(ToolTrait.EXCLUSIVE).replies(Replies.text("done")).build();
    made.add(tool);
    return tool;
  }

  @Override
  protected String validArguments() {
    return "{}";
  }

  @Override
  protected Optional<String> blockingArguments() {
    return Optional.empty();
  }

  @AfterEach
  void oneAtATime() {
    made.stream()
        .filter(tool -> !tool.invocations().isEmpty())
        .forEach(tool -> assertEquals(1, tool.mostAtOnce()));
  }
}
