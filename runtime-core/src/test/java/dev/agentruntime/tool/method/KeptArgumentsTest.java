package dev.agentruntime.tool.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ArgumentChange;
import dev.agentruntime.tool.ArgumentReader;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the check of arguments has read is used by the call, and by one call only. */
final class KeptArgumentsTest {

  /** Counts how often it is made. */
  record Counted(String name) {
    static int made;

    Counted {
      made++;
    }
  }

  /** Changes the list it is given. */
  private static final class Greedy {
    @Tool
    @SuppressWarnings("UnusedMethod") // the library calls it
    String take(List<Counted> all) {
      String seen = all.toString();
      all.clear();
      return seen;
    }
  }

  private static final String TEXT = "{\"all\":[{\"name\":\"x\"}]}";

  @Test
  void argumentsAreReadOnceForTheCheckAndTheCall() throws Exception {
    AgentTool tool = ToolMethods.of(new Greedy()).getFirst();
    ArgumentReader reader = tool.argumentReader().orElseThrow();
    FakeInvocation invocation = FakeInvocation.of(TEXT);
    Counted.made = 0;
    assertEquals(List.of(), reader.read(invocation.arguments()));
    assertInstanceOf(ToolOutcome.Success.class, tool.call(invocation));
    assertEquals(1, Counted.made);
  }

  @Test
  void aSecondAttemptGetsArgumentsOfItsOwn() throws Exception {
    AgentTool tool = ToolMethods.of(new Greedy()).getFirst();
    FakeInvocation invocation = FakeInvocation.of(TEXT);
    assertEquals(List.of(), tool.argumentReader().orElseThrow().read(invocation.arguments()));
    ToolOutcome first = tool.call(invocation);
    assertEquals(first, tool.call(invocation));
  }

  @Test
  void whatOneReaderKeptIsNotForAnother() {
    ToolArguments arguments = ToolArguments.ofText(TEXT);
    ArgumentReader mine = _ -> List.of();
    ArgumentReader other =
        new ArgumentReader() {
          @Override
          public List<dev.agentruntime.json.schema.Violation> read(ToolArguments given) {
            return List.of();
          }
        };
    Object made = new Object();
    arguments.keep(mine, made);
    assertNull(arguments.take(other));
    assertSame(made, arguments.take(mine));
    assertNull(arguments.take(mine));
  }

  @Test
  void whatWasChangedOnceStaysChanged() {
    ArgumentChange change = new ArgumentChange("fence", "character 0");
    ToolArguments repaired = ToolArguments.ofText(TEXT).withChanges(List.of(change));
    assertEquals(List.of(change), repaired.changes());
    assertEquals(
        List.of(change, new ArgumentChange("text_to_number", "/a")),
        repaired.withChanges(List.of(new ArgumentChange("text_to_number", "/a"))).changes());
    assertEquals(
        "fence at character 0 and 1 more", ArgumentChange.list(List.of(change, change), 1));
  }
}
