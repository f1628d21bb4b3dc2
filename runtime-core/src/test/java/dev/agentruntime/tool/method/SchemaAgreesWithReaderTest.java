package dev.agentruntime.tool.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the model is told and what is accepted are the same: valid values pass, spoilt ones are
 * refused where they are.
 */
class SchemaAgreesWithReaderTest {
  private static final int VALUES = 100;

  private final AgentTool tool = ToolMethods.of(new Everything()).getFirst();
  private @Nullable JsonNode schema;

  @Test
  void whatTheSchemaAllowsIsAccepted() throws Exception {
    SchemaWalk walk = walk(1);
    for (int i = 0; i < VALUES; i++) {
      ObjectNode value = walk.valid();
      assertEquals(new ToolOutcome.Success("ok"), call(value), value::toString);
    }
  }

  @Test
  void whatTheSchemaForbidsIsRefusedWhereItIs() throws Exception {
    int spoilt = 0;
    for (int i = 0; i < VALUES; i++) {
      // The same value again for each way to spoil it.
      SchemaWalk first = walk(i);
      first.valid();
      int ways = first.wrongs().size();
      for (int way = 0; way < ways; way += 7) {
        SchemaWalk walk = walk(i);
        ObjectNode value = walk.valid();
        SchemaWalk.Wrong wrong = walk.wrongs().get((way + i) % ways);
        wrong.spoil().run();
        assertRefused(value, wrong);
        spoilt++;
      }
    }
    assertTrue(spoilt > 500, "only " + spoilt + " values were spoilt");
  }

  private SchemaWalk walk(long seed) throws Exception {
    JsonNode known = schema;
    if (known == null) {
      known = SchemaWalk.sent(tool.specification().parameters());
      schema = known;
    }
    return new SchemaWalk(known, new Random(seed));
  }

  private void assertRefused(ObjectNode value, SchemaWalk.Wrong wrong) {
    String message =
        Calls.message(
            assertThrows(
                MalformedArgumentsException.class,
                () -> call(value),
                () -> wrong + " in " + value));
    assertTrue(
        message.startsWith(wrong.path() + " "), () -> message + " for " + wrong + " in " + value);
  }

  private ToolOutcome call(ObjectNode value) throws Exception {
    return tool.call(
        new FakeInvocation(ToolArguments.of(value), new FakeContext(Optional.empty())));
  }

  enum Level {
    INFO,
    WARN
  }

  record Range(
      int from,
      @P("the end, if any") OptionalInt to,
      @P(required = false) @Nullable LocalDate day) {}

  record Tree(String name, List<Tree> children, Optional<Tree> twin) {}

  sealed interface Condition {}

  record Equal(String field, BigDecimal value) implements Condition {}

  record Not(Condition condition) implements Condition {}

  record All(Set<Condition> conditions) implements Condition {}

  record Pair<A, B>(A first, B second) {}

  /** One parameter of every kind. */
  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the library calls it
  private static final class Everything {
    @Tool
    String everything(
        String text,
        boolean flag,
        int count,
        Optional<Long> big,
        double ratio,
        BigInteger huge,
        Level level,
        Instant at,
        @P("when") Duration took,
        UUID id,
        List<Level> levels,
        int[][] grid,
        Map<String, Range> ranges,
        Map<String, List<Map<String, Level>>> deep,
        Map<String, Tree> trees,
        @P(defaultValue = "[]") List<Range> more,
        Tree tree,
        Condition condition,
        Pair<Range, List<Pair<String, Level>>> pair,
        JsonNode free,
        ObjectNode object) {
      return "ok";
    }
  }
}
